"""
The government's own administration: who works where, who may do what, and when offices work.

Organisation (机构): a node of the government's own tree. Member of staff (工作人员): the official
side of a staff account, as the personnel system describes it. Group (用户组): a named set of
them. Keeper: who may keep staff and groups, and how far they reach in the tree. `scim` is the
protocol in which programs do so, as plain Python.

Permission (权限): one function of the product, `area:thing:act`. Grant (授权): a permission that an
account holds until it is taken back. Working calendar (工作日历): the public holidays and make-up
days that operators enter. Published document (下载资料): a policy, regulation, manual or form that
officers offer for downloading; never changed, only withdrawn. Home page (首页) and help centre
(帮助中心): the content that everybody sees first; what the home page says of a person's level comes
through a port. The area knows accounts by their id, and of the people behind only what personnel
systems say of members of staff.
"""
