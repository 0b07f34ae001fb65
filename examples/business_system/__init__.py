"""
A sample business system (业务系统): how a department's own site signs people on at Shiming.

`sign_on` is what an integrator copies: OpenID Connect with Authlib. `site` is any small web
application round it, `pages` its two pages. Nothing here comes out of Shiming itself.
"""
