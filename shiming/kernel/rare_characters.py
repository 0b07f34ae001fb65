"""
Rare Chinese characters that older GB 18030 systems keep in the private use area.

GBK put the eighty characters of its bytes FE50 to FEA0 at U+E815 to U+E864, one after another.
Unicode assigned them later; GB 18030-2022 has the last of the assigned code points. Fonts and
databases of both ages are in use, so that one name comes in two encodings.
"""

_FIRST_PRIVATE = 0xE815
_ASSIGNED = """
    2E81 20087 20089 200CC 2E84 3473 3447 2E88 2E8B 9FB4 359E 361A 360E 2E8C 2E97 396E 3918 9FB5
    39CF 39DF 3A73 39D0 9FB6 9FB7 3B4E 3C6E 3CE0 2EA7 215D7 9FB8 2EAA 4056 415F 2EAE 4337 2EB3
    2EB6 2EB7 2298F 43B1 43AC 2EBB 43DD 44D6 4661 464C 9FB9 4723 4729 477C 478D 2ECA 4947 497A
    497D 4982 4983 4985 4986 499F 499B 49B7 49B6 9FBA 241FE 4CA3 4C9F 4CA0 4CA1 4C77 4CA2 4D13
    4D14 4D15 4D16 4D17 4D18 4D19 4DAE 9FBB
"""

ASSIGNED_OF_PRIVATE = {
    _FIRST_PRIVATE + place: int(code, 16) for place, code in enumerate(_ASSIGNED.split())
}
PRIVATE_OF_ASSIGNED = {assigned: private for private, assigned in ASSIGNED_OF_PRIVATE.items()}
