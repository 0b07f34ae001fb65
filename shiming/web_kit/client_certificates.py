"""Where a request holds the certificate that its sender showed to the proxy in front."""

ENVIRON_KEY = "shiming.client_certificate"
"""
A variable of the WSGI environment that `config/proxies.py` alone sets, for the trusted proxies.

It does not begin with `HTTP_`, so no header that anybody sends can end up in it. PEM, perhaps
percent-encoded; the proxy has verified it against the authorities that it trusts.
"""
