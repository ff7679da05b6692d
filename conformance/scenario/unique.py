"""Generated identities: deterministic for a run, distinct, marked as ours, and nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MARK: Final = "conformance"
"""What every generated email, key, tag, name and value begins with, so that a sweep finds what we left behind."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Area codes of the United States and Canada that phonenumbers 9 knows as geographic. No subscriber has a number
# in the exchange 555: 555-0100 to 555-0199 are reserved for fiction, and the rest was taken back in 2017. The
# hundred reserved ones per area code would be too few: among 300 generated numbers two would likely be equal.
_AREA_CODES: Final = _words(
    """
    201 202 203 204 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 223 224 225 226 228
    229 231 234 236 239 240 248 249 250 251 252 253 254 256 260 262 267 269 270 272 276 279 281 289
    301 302 303 304 305 306 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 331
    332 334 336 337 339 343 346 347 351 352 360 361 365 380 385 386 401 402 403 404 405 406 407 408
    409 410 412 413 414 415 416 417 418 419 423 424 425 430 431 432 434 435 437 438 440 442 443 450
    458 463 469 470 475 478 479 480 484 501 502 503 504 505 506 507 508 509 510 512 513 514 515 516
    517 518 519 520 530 531 534 539 540 541 551 559 561 562 563 567 570 571 573 574 575 579 580 581
    585 586 587 601 602 603 604 605 606 607 608 609 610 612 613 614 615 616 617 618 619 620 623 626
    628 629 630 631 636 639 641 646 647 650 651 657 660 661 662 667 669 678 681 682 701 702 703 704
    705 706 707 708 709 712 713 714 715 716 717 718 719 720 724 725 726 727 731 732 734 737 740 743
    747 754 757 760 762 763 765 769 770 772 773 774 775 778 779 780 781 782 785 786 801 802 803 804
    805 806 807 808 810 812 813 814 815 816 817 818 819 825 828 830 831 832 843 845 847 848 850 854
    856 857 858 859 860 862 863 864 865 867 870 872 873 878 901 902 903 904 905 906 907 908 909 910
    912 913 914 915 916 917 918 919 920 925 928 929 930 931 934 936 937 938 940 941 947 949 951 952
    954 956 959 970 971 972 973 978 979 980 984 985 986 989
    """
)
_LINES: Final = tuple(
    line for line in range(10_000) if line not in {1212, 4334}
)  # directory assistance, assigned


@dataclass(frozen=True)
class Unique:
    """The identities of one case in one run.

    Two cases differ in every identity; phone numbers, of which there are few, only with high probability:
    among 500 of them two are equal in one run of 25.

    Attributes:
        seed: the run's seed.
        scenario: the scenario's id.
        label: the case's label, or an empty string.
        version: the API version's handle.
        worker: which of several processes runs the case, or an empty string.
    """

    seed: str
    scenario: str
    label: str
    version: str
    worker: str = ""

    @cached_property
    def _digest(self) -> bytes:
        parts = (self.seed, self.scenario, self.label, self.version, self.worker)
        return blake2b("\0".join(parts).encode(), digest_size=16).digest()

    @property
    def mark(self) -> str:
        """Sixteen hexadecimal digits that all identities of the case have in common, except phone numbers."""
        return self._digest[:8].hex()

    def get(self, kind: str, number: int = 1) -> str:
        """Return the identity of a kind of `grammar.UNIQUE`, the first or a further one."""
        return _KINDS[kind](self, number)

    def _phone(self, number: int) -> str:
        start = int.from_bytes(self._digest[8:], "big")
        rest, line = divmod(start + number - 1, len(_LINES))
        return f"+1{_AREA_CODES[rest % len(_AREA_CODES)]}555{_LINES[line]:04}"


_KINDS: Final[Mapping[str, Callable[[Unique, int], str]]] = {
    "email": lambda unique, number: f"{MARK}+{unique.mark}-{number}@example.com",
    "phone": Unique._phone,  # noqa: SLF001  the table is part of the class
    "key": lambda unique, number: f"{MARK}_{unique.mark}_{number}",
    "tag": lambda unique, number: f"{MARK}-tag-{unique.mark}-{number}",
    "name": lambda unique, number: f"{MARK.title()} {unique.mark} {number}",
    "value": lambda unique, number: f"{MARK}-{unique.mark}-{number}",
}
