"""
The government's own administration: who may do what, and when offices work.

Permission (权限): one function of the product, `area:thing:act`. Grant (授权): a permission that an
account holds until it is taken back. Working calendar (工作日历): the public holidays and make-up
days that operators enter. Home page (首页) and help centre (帮助中心): the content that everybody
sees first; what the home page says of a person's level comes through a port. The area knows
accounts by their id and nothing of the people behind.
"""
