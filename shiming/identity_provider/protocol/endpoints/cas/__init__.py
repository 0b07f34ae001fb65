"""
CAS 1 to 3 for old clients of the government (E2): sign-on by ticket, and single sign-out.

No proxy tickets: whoever wants to act for a person towards a third system uses OAuth 2 with token
exchange, where the third system can see who acts. A `pgtUrl` is passed over.
"""
