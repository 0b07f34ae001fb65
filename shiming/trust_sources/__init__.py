"""
Foreign identity systems in: certificates, trust sources, and users who live on several nodes.

Authority (证书颁发机构): whose certificates are accepted, with its chain, the rules that say what
its certificates are and whom they name, and how revocation is learnt. Trust source (信任源):
another identity system with users it has verified itself. Node (节点): another installation of
this product, with which users are kept in step. The area says for whom a certificate or a source
vouches; it never decides who may sign in, and keeps no key, PIN or token of any user.
"""
