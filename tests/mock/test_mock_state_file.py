"""State that survives the mock: what is kept, when it is on the disk, and files that are no good."""

from __future__ import annotations

import json
import signal
import sqlite3
import threading
import time
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client, Clock
from mock_process import HEADERS, PATH, connected, meta, mock_process, request_body

from conformance.errors import UsageError
from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFINE = (
    "mutation Define($definition: MetafieldDefinitionInput!) {"
    " metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } userErrors { message } } }"
)
NUMBER = {"ownerType": "CUSTOMER", "namespace": "erp", "key": "number", "name": "N", "type": "id"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a state file is to be."""
    return tmp_path / "shops.db"


class Mock(Client):
    """A client of a mock that keeps its state in a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(Settings(bucket=PLENTY, clock=Clock(), state=path))

    def restart(self) -> None:
        """End the mock and start another with the same file."""
        self.service.close()
        self.__post_init__()

    def state(self) -> Any:
        """Return what all shops hold."""
        return json.loads(self.service.answer("GET", "/__meta/state", {}, b"").body)


@pytest.fixture
def mock(file: Path) -> Iterator[Mock]:
    """Return a client of a mock that keeps its state."""
    found = Mock(file)
    yield found
    found.service.close()


def number(id_: str) -> int:
    """Return the number in a global id."""
    return int(id_.rpartition("/")[2])


def customers_in(path: Path) -> int:
    """Return how many customers a file holds."""
    connection = sqlite3.connect(path)
    [(found,)] = connection.execute("SELECT count(*) FROM customers")
    connection.close()
    return int(found)


def test_everything_is_there_after_a_restart(mock: Mock) -> None:
    """Every field of customers, addresses, metafields and definitions, of all shops."""
    mock.data(DEFINE, {"definition": NUMBER})
    identifier = {"customId": {"namespace": "erp", "key": "number", "value": "17"}}
    address = {"address1": "1 King St", "city": "Ottawa", "countryCode": "CA", "provinceCode": "ON"}
    mock.set(
        {"email": "ada@example.com", "phone": "+16135550100", "tags": ["b", "a"], "addresses": [address]},
        identifier,
    )
    mock.create(firstName="naïve 🦄 \u202e", note="half a pair: \ud800")
    mock.host = "other.myshopify.com"
    mock.create(email="ada@example.com", taxExempt=True, taxExemptions=["CA_BC_RESELLER_EXEMPTION"])
    before = mock.state()
    assert [len(shop["customers"]) for shop in before.values()] == [2, 1]
    mock.restart()
    assert mock.state() == before


def test_look_ups_work_after_a_restart(mock: Mock) -> None:
    """By email, by phone and by custom id; each finds the same customer."""
    mock.data(DEFINE, {"definition": NUMBER})
    custom = {"customId": {"namespace": "erp", "key": "number", "value": "17"}}
    id_ = mock.set({"email": "ada@example.com", "phone": "+16135550100"}, custom)["customer"]["id"]
    mock.restart()
    for identifier, input_ in (
        ({"email": "ada@example.com"}, {"email": "ada@example.com"}),
        ({"phone": "+16135550100"}, {"phone": "+16135550100"}),
        (custom, {"note": "x"}),
    ):
        assert mock.set(input_, identifier)["customer"]["id"] == id_


def test_changes_and_deletions_are_kept(mock: Mock) -> None:
    """The latest value, and no customer or definition that is gone."""
    kept, gone = mock.create(firstName="A"), mock.create(firstName="B")
    definition = mock.data(DEFINE, {"definition": NUMBER})["metafieldDefinitionCreate"]["createdDefinition"]
    mock.set({"firstName": "C"}, {"id": kept})
    mock.data(f'mutation {{ customerDelete(input: {{id: "{gone}"}}) {{ deletedCustomerId }} }}')
    mock.data(
        "mutation Drop($id: ID!) { metafieldDefinitionDelete(id: $id, deleteAllAssociatedMetafields: true)"
        " { deletedDefinitionId } }",
        {"id": definition["id"]},
    )
    mock.restart()
    [shop] = mock.state().values()
    assert [customer["first_name"] for customer in shop["customers"]] == ["C"]
    assert shop["definitions"] == []


def test_numbers_go_on_after_a_restart(mock: Mock) -> None:
    """The id of a customer that was deleted is not given away again."""
    gone = mock.create(firstName="A")
    mock.data(f'mutation {{ customerDelete(input: {{id: "{gone}"}}) {{ deletedCustomerId }} }}')
    mock.restart()
    assert number(mock.create(firstName="B")) == number(gone) + 32768


def test_a_reset_empties_the_file_as_well(mock: Mock) -> None:
    """Of the one shop."""
    mock.create(firstName="A")
    mock.host = "other.myshopify.com"
    mock.create(firstName="B")
    mock.service.answer("POST", "/__meta/reset?shop=example.myshopify.com", {}, b"")
    mock.restart()
    assert [len(shop["customers"]) for shop in mock.state().values()] == [0, 1]


def test_a_change_writes_what_changed_and_nothing_else(mock: Mock, file: Path) -> None:
    """Of a hundred customers, an update writes one; a refusal and a read write none."""
    ids = [mock.create(firstName=f"A{number}") for number in range(100)]
    mock.service.close()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE writes (id INTEGER)")
    connection.execute(
        "CREATE TRIGGER watch AFTER INSERT ON customers BEGIN INSERT INTO writes VALUES (new.id); END"
    )
    connection.commit()
    connection.close()
    mock.restart()
    mock.set({"note": "x"}, {"id": ids[7]})
    mock.set({"email": "no email"}, {"id": ids[8]})
    mock.read(ids[9], "id")
    mock.service.close()
    connection = sqlite3.connect(file)
    rows = list(connection.execute("SELECT id FROM writes"))
    connection.close()
    assert rows == [(number(ids[7]),)]


def test_a_commit_is_written_through_to_the_disk(mock: Mock) -> None:
    """So that not even a loss of power loses it: a write-ahead log, and a sync on each commit."""
    state = mock.service._shops._state
    assert state is not None
    assert list(state._connection.execute("PRAGMA journal_mode")) == [("wal",)]
    assert list(state._connection.execute("PRAGMA synchronous")) == [(2,)]


def test_a_write_that_cannot_be_kept_is_not_made(mock: Mock, file: Path) -> None:
    """Status 500 with the reason, and a shop that is as it was."""
    id_ = mock.create(firstName="A")
    mock.service.close()
    connection = sqlite3.connect(file)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON customers BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    connection.commit()
    connection.close()
    mock.restart()
    reply = mock.post(request_body())
    assert reply.status == 500
    assert json.loads(reply.body) == {"errors": f"The state file {file} can't be written: disk full."}
    assert mock.data("{ customersCount { count } }")["customersCount"] == {"count": 1}
    assert mock.read(id_, "firstName") == {"firstName": "A"}


def test_without_the_setting_there_is_no_file(client: Client, tmp_path: Path) -> None:
    """And nothing is kept."""
    client.create(firstName="A")
    client.service.close()
    assert list(tmp_path.iterdir()) == []
    again = Client(client.settings)
    assert again.data("{ customersCount { count } }")["customersCount"] == {"count": 0}


def test_a_file_of_another_mock_is_refused(mock: Mock, file: Path) -> None:
    """As long as that one runs; it is not harmed."""
    mock.create(firstName="A")
    with pytest.raises(UsageError, match=r"shops\.db is in use") as caught:
        Mock(file)
    assert "Another mock has it" in caught.value.hint
    mock.create(firstName="B")
    mock.service.close()
    assert customers_in(file) == 2


@pytest.mark.parametrize(
    "content", [b"hello", b"hello, this is a longer text\n" * 100, b"SQLite format 3\0" * 9]
)
def test_a_file_that_is_no_database_is_refused(file: Path, content: bytes) -> None:
    """And left as it is."""
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"shops\.db (is no SQLite database|is damaged)"):
        Mock(file)
    assert file.read_bytes() == content


def test_a_database_of_somebody_else_is_refused(file: Path) -> None:
    """And left as it is, to the byte."""
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE customers (id INTEGER)")
    connection.commit()
    connection.close()
    content = file.read_bytes()
    with pytest.raises(UsageError, match="is a database, but not a state file of this mock"):
        Mock(file)
    assert file.read_bytes() == content


def test_a_file_of_the_version_before_is_brought_up(mock: Mock, file: Path) -> None:
    """It knew no orders; customers stay, orders are kept from then on, and so is the number of the next one."""
    id_ = mock.create(firstName="A")
    mock.service.close()
    connection = sqlite3.connect(file)
    connection.execute("ALTER TABLE shops DROP COLUMN orders")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    document = f'mutation {{ orderCreate(order: {{customerId: "{id_}", lineItems: [{{quantity: 1}}]}}) {{ order {{ name }} }} }}'
    for name in ("#1001", "#1002"):
        mock.restart()
        assert mock.data(document) == {"orderCreate": {"order": {"name": name}}}
    mock.restart()
    assert mock.read(id_, "numberOfOrders orders(first: 5) { nodes { name } }") == {
        "numberOfOrders": "2",
        "orders": {"nodes": [{"name": "#1001"}, {"name": "#1002"}]},
    }


def test_a_file_of_a_newer_version_is_refused(mock: Mock, file: Path) -> None:
    """With both versions."""
    mock.service.close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 3")
    connection.close()
    with pytest.raises(UsageError, match="is of a newer version: its format is 3, and this mock knows 2"):
        Mock(file)


@pytest.mark.parametrize("record", ["no JSON", "[]", '{"id": 1}'])
def test_a_file_with_a_damaged_record_is_refused(mock: Mock, file: Path, record: str) -> None:
    """With the shop, and what is wrong."""
    mock.create(firstName="A")
    mock.service.close()
    connection = sqlite3.connect(file)
    connection.execute("UPDATE customers SET record = ?", (record,))
    connection.commit()
    connection.close()
    with pytest.raises(UsageError, match=r"shops\.db is damaged, in example\.myshopify\.com: "):
        Mock(file)


def test_a_file_in_no_folder_is_refused(tmp_path: Path) -> None:
    """The folder is not made."""
    with pytest.raises(UsageError, match="can't be opened"):
        Mock(tmp_path / "nowhere" / "shops.db")
    with pytest.raises(UsageError, match="can't be opened"):
        Mock(tmp_path)


def test_the_command_line_tells_a_file_that_is_no_good(file: Path) -> None:
    """Code 2 and one message, before it listens."""
    file.write_text("hello")
    with (
        pytest.raises(AssertionError, match="conformance: The state file"),
        mock_process("--state", str(file)),
    ):
        pass


def write_until_killed(port: int, acknowledged: list[str]) -> None:
    """Make customers over one connection and note the ids of those that were answered."""
    with connected(port) as connection:
        try:
            while True:
                connection.request("POST", PATH, request_body(), HEADERS)
                answer = json.loads(connection.getresponse().read())
                acknowledged.append(answer["data"]["customerSet"]["customer"]["id"])
        except (OSError, HTTPException):
            return


def test_a_kill_loses_no_acknowledged_write(file: Path) -> None:
    """SIGKILL amid the writes of four clients; at most one customer of each was written and not acknowledged."""
    acknowledged: list[str] = []
    with mock_process("--state", str(file), "--bucket", "999999999/999999999") as (process, port):
        writers = [threading.Thread(target=write_until_killed, args=(port, acknowledged)) for _ in range(4)]
        for writer in writers:
            writer.start()
        until = time.monotonic() + 10
        while len(acknowledged) < 100 and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        for writer in writers:
            writer.join()
    assert len(acknowledged) >= 100
    with mock_process("--state", str(file)) as (process, port):
        kept = [each["id"] for each in meta(port, "state")["example.myshopify.com"]["customers"]]
        assert set(acknowledged) <= set(kept)
        assert len(kept) - len(acknowledged) <= len(writers)
        assert number(one_more(port)) > max(number(id_) for id_ in kept)
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=5) == ("", "")
    assert [path.name for path in file.parent.iterdir()] == ["shops.db"]


def one_more(port: int) -> str:
    """Make one more customer and return its id."""
    with connected(port) as connection:
        connection.request("POST", PATH, request_body(), HEADERS)
        id_: str = json.loads(connection.getresponse().read())["data"]["customerSet"]["customer"]["id"]
    return id_
