"""What a shop of the mock is like, as data: its plan, what the app may do, its state, currency and so on.

A file says it before the start, `/__meta/config` shows and changes it later. Both hold sections by the address of a
shop; the section `default` is for all of them, and what a shop's own section says goes first.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.readings import ASSUMED, Readings
from conformance.errors import UsageError, did_you_mean
from conformance.mock.behaviour_values import PLANS, READERS, InvalidValueError
from conformance.mock.shop_address import SHOP_ADDRESS, TOKEN, of_token
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conformance.mock.settings import Rates
    from conformance.wire import Json

DEFAULT: Final = "default"
"""The section for all shops."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one shop behaves.

    Attributes:
        plan: `basic`, `standard`, `advanced`, `plus` or `enterprise`; it decides about the bucket.
        bucket: a bucket that is not the plan's; None for the plan's.
        scopes: access scopes of the app's token.
        protected_data: what the app is approved for: `level_2` for customers and all their fields, `level_1` for
            customers without names, addresses, emails and phones, `level_0` for no customers, `basic_plan` for
            a custom app on a plan that gives no personal data away, and `masked_phones` for an older approval that
            shows phone numbers without their middle.
        state: `open`, or why it answers nothing: `frozen`, `forbidden`, `missing` or `locked`.
        currency: of amounts.
        locale: of a customer for whom none is given.
        country: where a phone number without a country code is taken to be.
        search_lag: seconds until a search finds what was written.
        is_development: whether it is a development store.
        oldest_version: the oldest version that is supported; older ones fall forward to it.
        readings: the answers to what is not known of Shopify.
    """

    plan: str = "standard"
    bucket: Rates | None = None
    scopes: tuple[str, ...] = (
        "read_customers",
        "write_customers",
        "write_customer_merge",
        "read_orders",
        "write_orders",
    )
    protected_data: str = "level_2"
    state: str = "open"
    currency: str = "CAD"
    locale: str = "en"
    country: str = "CA"
    search_lag: float = 0.0
    is_development: bool = True
    oldest_version: str = BUNDLED[0].handle
    readings: Readings = ASSUMED

    @property
    def rates(self) -> Rates:
        """The bucket of each app."""
        return self.bucket or PLANS[self.plan].rates

    def as_json(self) -> dict[str, Json]:
        """Return it as a section that says everything."""
        rates = self.rates
        return {
            **{each.name: getattr(self, each.name) for each in fields(self)},
            "bucket": f"{rates.size}/{rates.restore}",
            "scopes": list(self.scopes),
            "readings": asdict(self.readings),
        }


DEVELOPMENT_STORE: Final = Behaviour()
"""The store that most recordings are of."""

_NAMES: Final = tuple(each.name for each in fields(Behaviour))


@dataclass(frozen=True, slots=True)
class Behaviours:
    """How the shops of a mock behave.

    Attributes:
        sections: what was said about a shop, or about all of them under `default`, with the values read.
        tokens: access tokens that have sections; they are let in beside the one that is asked for.
    """

    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tokens: frozenset[str] = frozenset()

    def of(self, domain: str, bucket: Rates | None = None) -> Behaviour:
        """Return how a shop behaves.

        Args:
            domain: such as `example.myshopify.com`.
            bucket: the bucket if nothing is said about bucket and plan.
        """
        default, own = self.sections.get(DEFAULT, {}), self.sections.get(domain, {})
        said = {**default, **own}
        if "plan" in own and "bucket" not in own:
            # A plan of its own is also a bucket of its own.
            said.pop("bucket", None)
        elif "plan" not in said:
            said.setdefault("bucket", bucket)
        readings = {**default.get("readings", {}), **own.get("readings", {})}
        return replace(Behaviour(**{**said, "readings": ASSUMED}), readings=Readings(**readings))

    def changed(self, section: str, given: Json, where: str, *, keep: bool = True) -> Behaviours:
        """Return them with another section.

        Args:
            section: the address of a shop, `default`, or `token:` and an access token, for the shop that it has.
            given: values by name.
            where: what is read, for messages.
            keep: whether what the section said before stays where `given` says nothing.

        Raises:
            UsageError: an unknown name or a value that is none; names them all.
        """
        tokens = self.tokens
        if section.startswith(TOKEN) and section != TOKEN:
            token = section.removeprefix(TOKEN)
            section, tokens = of_token(token), tokens | {token}
        problems = list(_section_problems(section))
        values = _read(given, section, problems)
        if problems:
            raise UsageError(
                f"{where} has {len(problems)} problem{'s' * (len(problems) > 1)}:\n  "
                + "\n  ".join(problems),
                hint=f"A section may say {', '.join(_NAMES)}.",
            )
        before = self.sections.get(section, {}) if keep else {}
        return Behaviours({**self.sections, section: {**before, **values}}, tokens)

    def with_sections(self, given: Json, where: str, *, keep: bool = True) -> Behaviours:
        """Return them with what a file says, or JSON of its form.

        Args:
            given: sections by the address of a shop or `default`.
            where: what is read, for messages.
            keep: whether what was said before stays where `given` says nothing.

        Raises:
            UsageError: it has problems; names those of the first section that has any.
        """
        if not isinstance(given, dict):
            raise UsageError(
                f"{where} holds no sections.",
                hint=f'Name "{DEFAULT}" or the address of a shop, and below it what it is like, such as plan: plus.',
            )
        found = self if keep else Behaviours()
        for section, values in given.items():
            found = found.changed(section, values, where, keep=keep)
        return found

    @classmethod
    def read(cls, given: Json, where: str) -> Behaviours:
        """Return what sections say; see `with_sections`."""
        return cls().with_sections(given, where)


def _section_problems(section: str) -> Iterator[str]:
    if section != DEFAULT and not SHOP_ADDRESS.fullmatch(section):
        yield (
            f'"{section}" is neither {DEFAULT} nor the address of a shop, such as example.myshopify.com, nor {TOKEN} and a token.'
            f"{did_you_mean(section, [DEFAULT])}"
        )


def _read(given: Json, section: str, problems: list[str]) -> dict[str, Any]:
    """Return the values of a section, as far as they are values; the rest goes to `problems`."""
    if not isinstance(given, dict):
        problems.append(f"{section}: expected names and values, such as plan: plus.")
        return {}
    values: dict[str, Any] = {}
    for name, value in given.items():
        read = READERS.get(name)
        if read is None:
            problems.append(f'{section}: there is no "{name}".{did_you_mean(str(name), _NAMES)}')
            continue
        try:
            values[name] = read(value)
        except InvalidValueError as error:
            problems.append(f"{section}.{name}: {error}")
    return values
