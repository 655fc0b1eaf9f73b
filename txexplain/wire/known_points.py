"""The points k·G of the private keys 1 to 256, which everybody knows: told by x, or by what is made of a key.

Of each form the first three bytes are kept, in a table: computing all of them would cost more than reading a
transaction. What agrees with one is computed whole, so that nothing is claimed by three bytes.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import lru_cache

from txexplain.wire.hashes import hash160, tagged_hash
from txexplain.wire.keys import CURVE_ORDER, FIELD_SIZE
from txexplain.wire.output_scripts import pay_to_witness

LARGEST_KNOWN = 256
_REMEMBERED = 256  # hashes and keys: inputs are often alike
_Point = tuple[int, int]
_G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
_KEPT = 3  # bytes of each
_X = b64decode(
    b"""
eb5mxgR/+TCK5JPbL4ve//l7XL3wLwHlrNSEoENNd0rn0BEV8odzSZ/f15JN5g/O3v3qVgFXK06gTOEZNSu/Qh9fL6IQ/nLEkkgnZofN
2u1PVetnxE0SbSsIaiRb0wGZFpf/G+aKYFvb4DksYtFNtpmjgMYKkd4vepN1/o0e1SjsXQRYBJNw+LCwd/Iwbsoz8trJKXV3Rjs9KyLv
8W+AT9y4yvdUvOdNJgDKRVYvdjXKASV+dU4yEIRD4+a9vyPBGGtIB5Jk351wcOa0Xt1cwAvoKQeYqPLJrzxCJ3OEdm27llFqWdv0Ld97
8Tra6WI7d1S041vGlI3Kh8AeeWJBSXyDNRQIqK8408ww60n9FiTY3h01czzohN8uFdlEPw6AodD8R1L44i++7TusMRCRMEn3NMH9GIDJ
8hnqH8dX17h0fmYLMtMcO7mudGHzvILd7geat08MFuyT/GBA6qX5p8DqB4yU3VumSU9LE5rkpZio+QuJxBkWbfe1hB1gNP87XpW7ndqU
NuRkipMEAzZY1fZgiriY8l9uHjPxDx3WhbfBk1i/Kd+f72iioLHKjj0SBOjOe3Mq0kpE7Mmb6gFgH2AUr4rd4Z2NAOOunqXCWR7jqL5n
ETltkVBQPF0qMIkTzIcE+69OxTPk9iiFDBT4pYIrpsvDMoumNH1t+VAt2mVFxPlCxAdHaTF2TkLIeKiRN3WrGS54zuMcgmf1tPnqoHbK
1CY9QmW7SEV1PoBf3+7vKW7vbX72MsAB51YF16Da65hmg47SE+h7Icdt7hYwk+ZRsmj1zVo7/wfzbA0fjYuY2pueUtsLUlIN5i+UfYZ4
fzDqWa4TUJj/9KDKMreMtAIm4st0VL68hDhEzqjZQWLUSyRkP60/vcbBZ08mCLyJ0y9NcUZRMOTmfmJGviBiBjmGkxREfVQmsBX4s1UR
1enh5IW+065BBlkhRj4n3cUxeYX9aoQ7dKGtLjRVMGgqABNpniFYIiE7F24mh1ipddRuabR8gJogVlSDGziQgoIm
"""
)
_KEY_HASHES = b64decode(
    b"""
dR52rd5MkbJLvsCABq/U7mEg1sjozhZlfdZVt39n7H7OL0rVxC5+oZRGA+6zmiKqR0fov0yCjquP1e8rf9qc2p7SBSThAzi8Xe37cQJr
c6sZBdiMllLYZAxTvl/e3jfBtGq/7n/QgI3DqER7GFFAadQspudXUQkdNimVh8aO7zH2CvEb3RALpFGK1hB69SONV1JrFIBg/KFmC0CU
cm1E2FzkzOqQyxBdn8XbmClBIGOwjsBzYKoyaR2yUp6eZQsdT5m7IFXQ2sRcJpoL8PQYWeEeb8L2EAuXazqulw0TIMSionYkOF3vFZ2J
1f95Rj0tj53/BZbJYfWzV4HIqi6ZCTAxXVqoj+VWUA3gcYuzA9pVP6DAzmUl2E2OIcBDEmToTStF2QJBwJC35oS9EfjSAyD5rAs9IqsR
INY3+FDo1HOtDeIt3iE9C+eLWuw86kWV1/1duNrx1nWTytB9iWAHIfMchdCa06WPL70yBnhJyxGBjzz//NNdEiBPrauQCr+WuTMohfg+
bvmcirWF4ULK0xufmuafrcsHnLBOS38UguLyrlr7L99t7+bBq/Q48B2i52FsXF5hkTZiuRuDmFWgOMAMRn5zp6AAN7iRerSvg2mznc6L
ciDCYo4iawW26pXDyNhl2S9xTRHOKGHskpBkJ7F8sn3bwS7vzbocKPa852XwziGzNS9aWLlR/diTC16x2vDd5hhv5I8XhZ74Fv4uzwlQ
qaN7KQBHFIEJgcwTdA66icRL1nkbLVL/mGbDiooK+T7DNNo/UBeDfwI59IiOMkp5Fx1EiYwr3Wy5YA+SrALy4b8QuHDQT/kn+71BcrnC
8YYO4W0YAvGbqulDb1Nuu2AsA5zHDJbJywC2gr831KPfgp0h5zHOcfjIlIoUDBYFKh4Ih+2L+e1fT45ntKrYtS0biir4BHjkqeGWA+rv
O5AVPkfsaHtMhrvCFk0XHGqswwR+ARrIsxZurL+7AviY3sUacMt2nSMU28OWmEEcLgMpmBkrKkiBEc2Dn/4i860XZ6alMq+NnLYXEeWU
Z+vuo0J0/gZuv3EXTk3+jwsGbw++SVH3ycHDE+mbedGWidUi8UooHLQ8yCiEP1o8jL9s/yLhRpz30gC4wiZK3ShZ+fOVwbmtmWCBW6pU
+KK+KVmowGU3l0C2Km80O4s3nI8ue/QkcWKX1EDZgXiEj4M6aaPlqcrn4hkuLlO9k2KjMTrxV/Y7ZbDo8e03mjLoc2+2be7Lqjfw0Svz
a/aNI2W7dnHT2jnZjJfzqQT50LV8+LGhr7+dOy08PBYDKMsMxv0w7bgeSQ1FjE6YlU1fWmtiYYM1qOqrgrioEKDFn9vOMk3kMcH8vJYh
fBkCLgVct3Lk+N+vd1UEXpMmKOZc8+i6bpJV1tAwxdGAX8jF5W5eLEAidPunknTILpliPR5OBDGACm7k3TkGwVv2IST36R6m8V2LpspK
G0aj8K29TnG1+vUmH9n3XHwEZSjkD0rHudxeS5Wm2ibWmXeI2mtKP0nWLRdUT2YqxEQAu8ItHsSklpqq7jGIc8prdYt9CymZitOjU3Y6
TKaSUwBp0D+D6XpXb4jDdVh4Q04FrxSNTvXJAIzg6LXwUHNU+AfIHqtyAuYhIlufPj36jqJKK9aWZwJgFqOPChhbIf+KcT0tuhDZvnxE
2WEbAoQKisn2RcdB9Dj1kCTpzH1wbvUVnQuvgdOKV6R4Qs0bNkb3h7yx9CXw5jItjjVJwWVSVyNjpBLP6xJhjMmUQ2YVeHX4R/o3jigC
/QWYYnpipayM4Y+i5O6XE5o+TuORUqkLlB+zkJnCtt53mmYv2o0sjCShuR3bUbTr33M6VpyxYD41Iyx9Gu6J3EX1GOkuuJvMOuhTofaa
Ttkqs0Gg+v4gUvvGhggocAiVfXa6JbaA9A/NQUQqWwaTVSmkjC3a27UZdO4o/GhhLaLh9ijm8LNM2i2BIQh7mX4QspguDa/BArH1HPvV
zet3XladE3YAZDhK/oYbhyEfmYUHJ96XN1ZoTuGrQkJToRYHm3xGxqHfemgPRDyIl2YhfzO5wGtg2/1Ywiw9KBKl13Y1DjkeckRR8Bfv
2AAlTTGJfD9ETEucIUw80Fn2u+bbUtxZ64Ee3NjzEYb8+BKEOnNomG8HBiZClH+XT/uRg8RzjmJ1KrkT4D737y/3TrnKPAmq5uBEeYTo
vlwStk8R/ZDWwSWXmVob1Kqg3MnQlBl8qnKryrG+IFvBAbRdgNBotM2AKsyvOClqmCl76hZyMH1KMFj01X+aPpaHZrntynPgwuOe4TM+
dSrI1clSf4vtt3ocONfxzhbfk2SPDklapclAhGSBhmbau2T4Rii7jmTVwtnjTh2A8aYzUi2bspwt7mOO6WOu4+ekuPnQyLzLrYuC9goV
Wx+QBbtSFcSrLYCIy41oEbNnxPc+GPszi3tnMmG2EYrehsAjnv41oC+HBPFkmRrjg1TuvJ6vEt4COA8CnOyUQNfwrXRgy2ifCSujpYwb
vH6hXRMLi2XOndPjMGUy+ww3pXObHcEBXqchXMvsFGNKLboIrAFt84KMiTgYGvfoECCqXeaT2vOzeZDEaFYbGxDlwBlRiQBSmVjRkiU7
bXVrFeb4474PIf7TZbUzKsjY69FL/36cOwEamYJVyTI7Lr31SeXfJWuAaf8O5prsMGib5LMcwjRBh4XgOgvKH5a6r86MeQipW/DD8Fxt
fCMDLDNUwHZssnqDgaxh9zzyubO6SnuX85NYbKQryrGpa+J1e+hiJIJL/qRJkejb7Zyu/Z3wr2grpL2hxTssFQd/1OCJF3HxNQbk+thL
0GlKoArBfK8LyI7irQpQLzUBnJ8rGrFu5/BavRXsHTshwsnwSWBDFQxRnhtva1BkvtFFbmVNw+eGtQZfwAH3yQ3pAPN9h7VBBsaM30au
kV1z5/FQIOt68ZI06k+O95SHWBX3/nz9gNiFFaN5+tpOEbF2MHdEItIPTdZ6ZEQvXuyoNe/Gu9cBB0IKO95328dSuaFC+RbWFLK21sX6
TNqdcX1xiq8fWV8aiyiRX4vUYc6womBh7G3qRMwkUyniwy38ji7gLE7DlsN3snO6RmBQtVqiSLH21hkABCLrpW/w1zg4Isms+DrFDU0t
cEPQg2MDRy78xFcXVRa5QNISXaarU5BQqoScvuACdikGHr4gACWFiA6LOCB3kkwv/58Bxykohat3f922YG9jUNfelzyiCotipBVrupZE
5zaZ1kpPVvhgcYrwJ6+SHvukybvmFLGZEcwNhNJLErRUk1hTMFxt5FACx+6H3XjVOmuoqoqkmbhhMpooAcWsYF36+Gm5QJP9DgezfopC
CyXe+v52orZAgcJ66DAeL00fsN718W5jZCj1AlNH7fmNbQeYMGpGjgfV7ShrVdVp2ggotas6GTKMwShrD3sId8Nw8I7U45AqPmlbaoP3
NmTZLg2OyU4euABCA85K7Z+XjHtRPEG65nk34cg0gUD1po8gDXzsXLQ2LhMwVZMxPVlaD+TaMlGB2usfqP4B7GBKcUCJU5udsqoHTg9V
gIgzlGpRs3VYfIQjJq6whJkzeKgOfRNJ3Odr6a4SslRrrBgqj+/x32EF3k6EhWM1WxFCpCLa/lm0nLHespQuSiIrgz+6tB5DgyszXuQ3
hbY+hT0mJAmrRoiTlUJi/MRabFcCXF2YqBncWQt+qGBi0wwIIdDq8P5BDKfR8I25gk4ehkxzpJheJIdCcJHYPCxium/xsZpy2UAEeN2j
qHhYGIMINMDo5leA0WdTNxs6ZbB9tDDrAfHzGaAdWULK/RUAaw07dEm2Ngtaa4ofSjjqNIzRrqAF/p2mLxSmBvsFFzOB9ai/E8Ns5Rar
mk1pGg5o7084rn1NdGj8QXlfavwJ/DQ14XoTxdx6vZkr/VIOim7OBgCvO2NMkzBfQrCZM4akDEnXR5qQ/88MWyrW45HnmigrBjytdKd6
y7tQxJRVw7sB77EOnZZUkxjj61ljVw58+H8C+hxcTJRRyuIWXV9LjeWlR2wlYZ/iIGnyUIQMltqcjpmS/fGFrWvdmrR03cw5//SaeR7J
Z3eeQD9phkzMqAouI5nWr5DgEBiFrXqIfPnIH56y
"""
)
_NESTED = b64decode(
    b"""
vP63SMwYl4oB+DfCaepfaftqN8cLxJDENHqFObCrzG/7qlxUa6M2fUKi7cvOkJeVTPlfBVNzxO5XMN50q5XV8FkshHi2Qt4KcSbab0sf
n2wy0Pr/WSljoxvyUSlyxd5Fs+nVlZBJFNiWpYd+iaBEUasSkQRzMY1yT7EpCOE2f1B0XgwSOOHueMyGHmcBfeMKvQuceG+bz4pgQj7O
4hA0rxfAR7kMJHJbKeRuFh1eDitkkhd7Pbx2PTRBaPLGAIDs7OCZyYAe/0jLXlSh5AoYaC+haY76XXxNs1qhguGaa6OW6iLHU/zUi3KC
TZ3hlZR+3ppsbm7ZOf+S2J8WIuq3MiwzzbMEQtaqU/5+RmHOaeCeWwsVjbG1sODvrw36wricbluPmgFzp0goQ/I4XGoYQ1Nfe3BC6H7F
Q6FWGDkMC1CMUCPkne83u/XWqULV7R1Y1aoE+XttKSpE80XSlZnUcwfaW8qY1eS3bfSGPtV9zTIUbo2PN/QbTrdFtssdIqP/dJktpNJk
pOMPyxoLoWmY07hz5emKMKRZbp28T9++Iya2ewuCAs8eIA43U6pzUgDPdeHnSHeXuh0ImAIPTvgZKZ6aEn0fYqMUQgayAmV7mBBqJeld
6NMCl1EMNPS4Ib44yWTrLxoeP8yo+tvJqnDrBWfhItZ4qqzOJDavPJ0zXzR0r3RwaSrK7HKyQIDhdARphciCRxwOLwzMCY8R77EQFjE1
YKhSE+FVGEkkQqLIfGslWWRdrcfcJIw4eSB1FKM7CDJ21raf8xXVfQ0/kNxCeajVxKkBJxPPUQkZPSLb9irqEzr6Yag29YX0dkdwBp9L
tdnXXWFPD/pYu6bk2qtNvWGfpQSaQmZNx1E2vkXP6u3aG5K+4um8VvEwLFpcYmSDUD2733XlnwhSpULilC1GzwAc+TNlHW8QecewPg6J
7G2bu2YvDjYtTt/3/bRzdyItHeu0fRsmMfBrd/DmEJkNM7x63ZQ9KAw/0kbWDSQshXc7/yVusRZ1t2/sTjhjbycUZ3DNSbZR4pRg3acR
xEeVgY1EqDJD6B/lioQ0BlD3bXAXoxTBQ2z2ZH+UhmdCfAS8Efl1Ow/aPjeqEBO12bnULorKLMTYC0IxxUZ8Xw/R4XWKRSC9BrOO2rQT
xgQtWUMWzA+o1vszywJFaCSGgi52YTra3XIOpvL0Ac4vNHdNNbzpOLCdZH27ISqSCkUKIbAoWH+KMeg+pwXJhmTARZpzQR811WikELNw
CTWm//+IggDFcN0TRVwuzqz15n3W2Gy4EYA4FqTLhlefi0lqxfnYKIYnwD5sKzUEKi8t0NUVEXDoELws74BnPAmsaa1xQVPWfGHZ38/U
tm1ff2cuWtMmlWSGRI0jkHaE8k6kPWFBDghVuizD+BuHd0E3VgEKFf/27UrhA4TGXTW/eB6DStCHa0y1+ci6dVJ10SJAc1TxWWONVONT
07hpmTcQcH7p8QxpgztJugnP9dRXkLYNJr0v5ykD7nuhFl75NZ40NTgWoob4uKINV82iVtEnqOe9GrqmYO3xXDW2QvkdbrFHu8tnRNrC
+JEkQ8+uOE6CbvaazB7ygbiQneRD5WhKf3crVZKKFdfD4KElB6m4FgOo42AsBahTvTCyOz9T7MBOG5CbVgKU9AYqFVRbOWJP9DNG2S6k
4mnJ0PmPDRFBUM9C4Wi+oVewsaL2U407ICtVt3vBjI3qvK62rTphCD3mAWj1PmT+m3P3N1Z21yaXE1TYAYwDIKXsiM6WZoenb5pzcCGK
sLnJNO/lFIWBICEPRdIh0h8O6hbnNcY0mAuRbBqWjI1lIzadBTHvu9F2ASko9MVJXf+56jfFh3AWjjDJ9XjZh93AISBR6IYTP3aV0WLO
wvs48RQWwDOv/7E4wCZJiETWHTV9+kG/favYrmCqRW8LObfUr6r4BNS/HDuhfitAWrdXeyYWoWHsifFFpNToBoQfaL7sb5ek8xsuoOeO
mstsX0qbI4ddUF7bKuEXDeMwjZJDJhAl5YzhO9b3rpDtaPMwsd8MziP50FMgXt6xeHdzxpUy
"""
)
_TAPROOT = b64decode(
    b"""
2kcQyv2QQYxGkxeF7nE8qOH2GculpLkU7OsBpve8MRTuc2jERbQNt1rKJ19t7z6JFh4z9y93Kg08Fma2hDfAdek+21KW/SzloPhO47Mi
j0UJkdw7FcuU9TGXr/o/gUkLnIZdbr5DSC/v7Oxy+deMCdFYMHFWQBt5hCFURQphv/olBnph4DJohp9GJFIBqCMZ+nxP5RYOXNdNNYuG
eGYbaWfI5TaIZxrYmR1Xy8FYhtNOC/MNNSGw45tBmk3Cr8isuIMCB0Hpryr7T8rTsRU/Y9DEh4SmjdHXCHVuB9LB+OS1DTa7os6raIJe
r2AsDC9QlB9GKAyQ6ZDw1fk4PMkbo7Fi+dIuW1rub4Dudi1hMbL4/A8LotqTbG+Gu1NjHxSlTyWbeA1enj2ptk935XmZQYdfxWciDCTa
aIg+qACV4NmqNsTirRdzQB+OBC0T2GiBYlIGzgwlp1yuyh/tRJU2rz5PrYmeDta1ccnj/0IyAnjBPOiMACGgXLCC1hSAi9CvlJEaaf+o
dLtA+lFdnmJxOilQhC+3wXErzQPqynbaShjQAhyhokRmEAUgA70HLjD4uEDnYWu7oVDUzN2bPGD+AIOajxROJcr9njrcVlJN3x/Hheu4
JEAz3zG8XW+XerIFuLAkxoENp/wdaTHD3i+aLPbaIHA32WuDxu5n3aNmLl+U5nrQMwPmGrTNaksKvNNP0A8fRKn7fu8ir82+pVcc2n3K
TQ+bl0sutGVCvIVSKek8Slcuo92X6J3EiQCC8gArFLnyejKC+VifE5R4SS8gcDCsLcV6JH99cu74bBCelDJQ1UUTb77dmk1bBRNuTUDj
oM/l4VRwhYQ4f/ULCFKLpl87SYIHr4LASNh/92ciX14mDi3GYIugp79ZoWgrNtGTM8QFB493+iku5dL+XU7yObCXgp9eZ7la/4gEiBla
3VBenwGxtWAdAvd9nklaehw/EAXhgH7uIPTVd4QaQzCic919LHYcg7Iyo1t6S2+IOXiKKTuEF2xc9lI1CnzByYso
"""
)


def number_of_x(x: bytes) -> int | None:
    """The k from 1 on whose k·G, or whose negative, has this x (32 bytes)."""
    return _number(x, _X, 1, lambda k: (_x_only(k),))


def private_key_of(public_key: bytes) -> int | None:
    """The k of a key that is whole (33 or 65 bytes), negative where its private key is the order less k."""
    k = number_of_x(public_key[1:33])
    if k is None:
        return None
    odd = public_key[0] & 1 if len(public_key) == 33 else public_key[-1] & 1
    return k if _point(k)[1] & 1 == odd else -k


@lru_cache(maxsize=_REMEMBERED)
def private_key_of_hash(key_hash: bytes) -> int | None:
    """The same of the HASH160 of a key in either form."""
    found = _number(key_hash, _KEY_HASHES, 4, lambda k: tuple(map(hash160, _forms(k))))
    return _signed(found, lambda k: tuple(map(hash160, _forms(k))), key_hash)


@lru_cache(maxsize=_REMEMBERED)
def private_key_of_nested(script_hash: bytes) -> int | None:
    """The same of the hash of a P2SH output whose redeem script is P2WPKH."""
    return _signed(_number(script_hash, _NESTED, 2, _nested), _nested, script_hash)


@lru_cache(maxsize=_REMEMBERED)
def number_of_taproot(output_key: bytes) -> int | None:
    """The k whose key, without scripts, is the internal key of the output key (BIP86), or the output key itself."""
    return number_of_x(output_key) or _number(output_key, _TAPROOT, 1, lambda k: (_tweaked(k),))


def _signed(k: int | None, forms: Callable[[int], tuple[bytes, ...]], wanted: bytes) -> int | None:
    """Of the forms of k·G and of its negative, each second one is the negative's."""
    return k if k is None or forms(k).index(wanted) % 2 == 0 else -k


def _number(wanted: bytes, table: bytes, forms: int, made: Callable[[int], tuple[bytes, ...]]) -> int | None:
    for place in _places(table, wanted[:_KEPT]):
        k = place // forms + 1
        if wanted in made(k):
            return k
    return None


def _places(table: bytes, start: bytes) -> Iterator[int]:
    at = table.find(start)
    while at >= 0:
        if at % _KEPT == 0:
            yield at // _KEPT
        at = table.find(start, at + 1)


@lru_cache(maxsize=LARGEST_KNOWN)
def _point(k: int) -> _Point:
    return _times_g(k)


def _x_only(k: int) -> bytes:
    return _bytes(_point(k)[0])


@lru_cache(maxsize=LARGEST_KNOWN)
def _forms(k: int) -> tuple[bytes, bytes, bytes, bytes]:
    """Compressed, its negative's, uncompressed, its negative's."""
    x, y = _point(k)
    compressed = [bytes([2 + each]) + _bytes(x) for each in (y & 1, 1 - (y & 1))]
    whole = [b"\x04" + _bytes(x) + _bytes(each) for each in (y, FIELD_SIZE - y)]
    return compressed[0], compressed[1], whole[0], whole[1]


@lru_cache(maxsize=LARGEST_KNOWN)
def _nested(k: int) -> tuple[bytes, bytes]:
    own, other = (hash160(pay_to_witness(0, hash160(key))) for key in _forms(k)[:2])
    return own, other


@lru_cache(maxsize=LARGEST_KNOWN)
def _tweaked(k: int) -> bytes:
    """The x of the output key (BIP341) without scripts."""
    x, y = _point(k)
    tweak = int.from_bytes(tagged_hash("TapTweak", _bytes(x)), "big") % CURVE_ORDER
    return _bytes(_sum((x, FIELD_SIZE - y if y & 1 else y), _times_g(tweak))[0])


def _times_g(factor: int) -> _Point:
    """By doubling and adding; the factor is from 1 to the order less 1."""
    found: _Point | None = None
    for bit in range(factor.bit_length()):
        if factor >> bit & 1:
            found = _doubled(bit) if found is None else _sum(found, _doubled(bit))
    assert found is not None
    return found


@lru_cache(maxsize=256)
def _doubled(bit: int) -> _Point:
    """2^bit · G."""
    return _sum(_doubled(bit - 1), _doubled(bit - 1)) if bit else _G


def _sum(one: _Point, other: _Point) -> _Point:
    """Of two points of y² = x³ + 7 that are not each other's negative."""
    (x1, y1), (x2, y2) = one, other
    rise, run = (3 * x1 * x1, 2 * y1) if one == other else (y2 - y1, x2 - x1)
    slope = rise * pow(run, -1, FIELD_SIZE) % FIELD_SIZE
    x = (slope * slope - x1 - x2) % FIELD_SIZE
    return x, (slope * (x1 - x) - y1) % FIELD_SIZE


def _bytes(number: int) -> bytes:
    return number.to_bytes(32, "big")
