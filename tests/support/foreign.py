"""Archives that no free program writes, as small as there are; and what must be found in them.

From the test suite of libarchive (https://github.com/libarchive/libarchive, libarchive/test), which is under
the 2-clause BSD licence (Copyright (c) 2003-2018 Tim Kientzle and the files' authors).
"""

from __future__ import annotations

import base64

import attrs


@attrs.frozen
class Foreign:
    """A file; ``words`` that stand in it, its outcome, and its true type."""

    name: str
    octets: bytes = attrs.field(repr=False)
    words: tuple[str, ...]
    outcome: str = "text"
    true_type: str = "rar"


_RAW = {
    "rar5_stored.rar": (
        "Qeko-8V3OYGm^FC3IPQM00jX7fPervFa~2R0s{-300f-?q=N#qL!gy_009nYWo&G3cW-"
        "iRWG-}gbP59#eh#Z!R_P8JXk~0{Zy;=GVqtP)XlZt3AarGObRcteX>?^F3LSS=Q3C}800"
    ),
    "rar.rar": (
        "Qeko-8V3N+kaGY44FCWD00000gi>@MkTL)i0000K00003LZZmNw|3e-6fg(?q=5hcbY*jNE_8TwfC#sC+CH~-"
        "+CFq;b95kdWq5QTWN%}2ZDnqB4GNtvbRdv200;m800;m800VnO$+po<*gh062mt?~004Alb98KJZfn2@(M;GrP+!_UbY*jNE"
        "_8Tw&ERw(kU9Vq0000K00003LZZmNV|Us<6fh6~q=5hcbY*jNWNC6-"
        "bY*jNE_8Twz|3QJ+CF1<+CFq;b95kdWq5QTWN%}2ZDnqB4GN*ibl{LN000000000000RI3003im+CCI82LSCs004Alb97{Ba"
        "=^@EciKK=ciKMY=XBtZHUIzs00000000930001;tJOXfFbn|gK>z@BWpi|8ZE$pXWNC7M%$=*%KE++yKEyqH06+%-"
    ),
    "rar_unicode.rar": (
        "Qeko-8V3N+kaGY44FCWD00000s3~+Hl9T`d000000000200000B5C116fkc9AOHXWm0W_pg63S1R)V#HqJwmUNP~-"
        "mUtEw@i%WxLgG_^1gJ&RvXoF0Hg@b{ElY?h2ba-?Ch-heFFo-"
        "Z*s<35OFhnrbFsP|8>oCADT&l2TkBP=GtuUgwFvu_<$uO#|Fy%1eF!L~g$S^K+cmQ+&@FqEg<d}3Il9K=h0000500002+?{V"
        "iwp4UJ6fkZ8AOHXWm0W_pg63R`zmA%cw}PUBbb~;HLxYQ!ylii7XDw!FY-Mg?ZDlQKZY_$xj+!oXcys`WXlP(Ch%j8LB5zk)"
        "ca=mis?{)|Fr+Z+Fn|qIY;SG=XDw!F0BmJ$VE}DqEolmFEh2AMTL3O}cys`;c6w-"
        "QVQy+^lq_`Ml2ZTx000000000200000B5C116fiCT5C8xGm0W_pg63S1R)V#HqJwmUNP~-"
        "mUjT?`XkajiFkGszWmhmnFx4=qsW9s>z%T&tCOL#{cy!>BGXMYp00000000620000FY2iK;Fb)6^0001$T!OxW<^YIjXkaji"
        "FaYrC34U1)bRdFA05$*s05$*s00Sk0`(0R63qKSvC;;uD008KrsN;d4<AR7><Aassf}!Jrq~n9D0ElR4U@(X<T&mSDp)jN{>"
        "oDfLqUEiZ>6N$RfrR6OmE(e;<AS8)gRA9`jcjjjXDw!FY-Mg?ZDlQKZY}1#qUEiZE_8Twn`(3*fIt8b0000G000031<<w?-"
        "GpaA9Wx*Rw1EHsVPa!sWoBn+X=-b1ZEkOHadLCxgNEaRx#NR~E_8Tw0FeI>f8@FRCxb9OE*#RtJ$nE^2LJ"
    ),
    "rar_encryption_partially.rar": (
        "Qeko-8V3N+kaGY44FCWD00000mpXJLgf9Rf0000G00003T!yWtrA#qH9Ww_2w1EHsW^ZpUba-^0kN>4u-"
        "4#bjwrcw>J&NjaT-867CtBgKoyBM2yd9hVYOm-"
        "#0Y4CCFmxb*CjcA(000mG000BN;*iazOff?pGY0^)fdBwvVR9~XcytU9$v%v?^i@F$ejyD>32+~t|JsHuwI;*o@1VpzdjLQO"
        "00"
    ),
    "lha_lh7.lzh": (
        "H2^JaXk;w_000000001iQ2_uT0ssJ21pojA-U9#u2LJ+OX>$Js08r>b2LMs&1L*?*05$+EY-nUH0000000000fl&bfAOZjYR"
        "RsV52$=%_0SEvBWNC6T{{;Y0?Lh|sQRxHe0{{R=04;22WGw&y000000007`0stTa00315006Y92mk?QX>4UN6aWHbX>v0Eb9"
        "rrSX>MyVd@e5k1prX(p$7m_=>zEl002h-Eo^9HEdT%j0000000N@|03ZSY096G50Eg`e00CxcY-"
        "KVO00Lxbax(vOd2MWIZfi1pE-wEC08s6r2LMs&1L*?*05bqBY-"
        "l$vBLDyZJOBUyfl&bfAOfW4RRsV59Ek`30cL4zWibT+P^5te08!}!=>q@&02o4UX~pCE0n=I?=0yxF1*jh*kbp<eD25%n(_5"
        "T^mHL1)04;22H!ULo002$^004ne0RSKZ)fH6*007QT2mk?QX>4UO1prXCfd>Fl=>zEl0000OLT+itWBLKpnjGdu3@inx-"
        "wTj{M~^6m9lFz7oPw49fB*"
    ),
    "zip_ppmd8.zipx": (
        "P)h>@KLY>&VgNlckxi;Qj=I<Z0058!000F5004GrZE|A=03rRV@P_do@@=`vfC3nLTAoeDAe-"
        "`>Bgmew)juP6*bI<A$2rRZa3UM@QQDe`fHEB1=4^Vhf2EARbPct=FY_@N-"
        "9|Wdc+!COILjGqTb5D7j&pZ+?#!6N^~l{NA(JOZ@r1jX05M(pR~{FDRe0dimo0IF+;l_YV#0l5wFZY`L1fPM?I8gY#`2;o8("
        "(B|rUPi-r9ujFy_$sFZ$5?TSQD;w)O~dDKv-gv7A%WT3E#_34V9p@l!_D{`3L*m1?vhSbHr=mHzIRqcch@l6bw0FeO_j0THL"
        "C7f9Bf0$3+jOw8yqzUJ><mgMR7Sa?%ZnqfmMDOwlYC`;3TBiPw~8hDT25iYW~~^a+*O8NdqzKUti-DIK*!b<h!GSxkE1pLj3"
        "h3f$=7&cPXh3x#ceU*7brrH=c<Z#P=O0GGQc=@Drf0i?(9mYg>-"
        ">{X6F61qN17g_?*UIDy8omjpD2!c~huV%t#rj*;s@nupDxdi*EqN#eoRbO&G5U+$S7xN{n79tWEVvnH*iZ!Sl!LK+)Q14s=h"
        ">AI1zr+DVTKk2zfVX?5Ps8hHI+9?y4e2UbOW`UuE%{g`;kyYh8rPhuEt&edv#`7rgkb<sO928u13v=*0Ac_=F_BHGJC3^80R"
        "RAy0{{R803-"
        "ka0000003d**fdBvi0Cs6@a$^brAOHXW000317ytm5QNhNQ)B%9Pq|C;Z)BymOQNhNQ)B#XS1qJ{B000310RUG3008>|0000"
        "0"
    ),
    "compat_lzip_2.tlz": (
        "Oj=1$0Zjli3_KgBj5G#~YXVFBl0NoI_$Gr?`S3GPv9LsZ#iA3<?TWul3PfgVH5Rk;=cJaK^lWj12nd!9ey?0mo-yk>b*Qy7r"
        "ONs1TuyD8p1c2lcEB>^(T-olaM1`%N{WUhbkcOZZ;s>73+Y;#aM_PNW$3VbXV0+j*I-"
        "iSO5<BwZoot($#?S=vPN|kbmqrnU;l+~uXH~+dx8KQ00000006Q800000002~IX>%ZHb0BqYa%F5`bY)~9YISaFAY@^5VIX0"
        "2AarPDAZ2c3Aa7<MbZBKDW@&6?3I"
    ),
}


def samples() -> list[Foreign]:
    """All of them."""
    rows = (
        ("rar5_stored.rar", ("helloworld.txt", "hello libarchive test suite!"), "text", "rar"),
        ("rar.rar", ("test text document", "testdir/test.txt", "testlink", "testemptydir"), "text", "rar"),
        ("rar_unicode.rar", ("漢字長いファイル名long-filename-in-漢字.txt", "kanji"), "text", "rar"),
        ("rar_encryption_partially.rar", ("foo.txt", "data of bar.txt"), "encrypted", "rar"),
        ("lha_lh7.lzh", ("file 1 contents", "dir2/symlink1"), "text", "lha"),
        ("zip_ppmd8.zipx", ("vimrc", "All system-wide defaults are set in"), "text", "zip"),
        ("compat_lzip_2.tlz", ("d1/f1",), "text", "lzip"),
    )
    return [
        Foreign(name, base64.b85decode(_RAW[name]), words, outcome, true_type)
        for name, words, outcome, true_type in rows
    ]
