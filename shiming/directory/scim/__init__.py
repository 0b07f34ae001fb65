"""
The protocol of SCIM 2.0 (RFC 7643, RFC 7644) as plain Python: no query, no request, no clock.

Schemas, filters, patches and selections work on resources as they are sent: JSON objects with the
names of the schema. What a resource means to the directory stands in `resources`.
"""
