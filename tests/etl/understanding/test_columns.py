"""Which column is which field: by the words, the values, what the user says; what stands in for the missing."""

from datetime import datetime
from pathlib import Path

import pytest

from backend.errors import DataError, UsageError
from etl.vocabulary import FIELDS, normalised, score
from tests.etl.understood import contract, loaded


@pytest.mark.parametrize(
    "header", ["CustomerID", "customer_id", "Customer-Id", " CUSTOMER ID ", "cust_id", "Customer ID (USD)"]
)
def test_headers_are_compared_by_their_words(header: str) -> None:
    assert normalised(header) == "customer id"


@pytest.mark.parametrize(
    ("field", "better", "worse"),
    [
        ("customer", "Customer ID", "Customer Name"),
        ("date", "Order Date", "Ship Date"),
        ("date", "Invoice Date", "Due Date"),
        ("product", "Product ID", "Product Name"),
        ("name", "Product Name", "Product ID"),
        ("total", "Line Total", "Order Total"),
        ("total", "Net Sales", "Gross Sales"),
        ("price", "Unit Price", "Total Price"),
        ("country", "Country", "Country of origin"),
        ("quantity", "Quantity", "Refunded quantity"),
        ("order", "Bestell-Nr.", "Bestelldatum"),
        ("quantity", "Quantité", "Prix"),
        ("date", "Fecha de pedido", "Fecha de envío"),
    ],
)
def test_one_header_beats_another(field: str, better: str, worse: str) -> None:
    assert score(field, better) > score(field, worse)


SHAPES = {
    "Invoice;Invoice Date;Item Code;Item Description;Qty;Rate;Amount;Client;Country": (
        "9;2024-01-13;A1;Tea;2;3.50;7.00;Ann;France",
        ["order", "date", "product", "name", "quantity", "price", "total", "customer", "country"],
    ),
    "Rechnungsnr.;Rechnungsdatum;Art.-Nr.;Bezeichnung;Stück;Preis;Summe;Kunden-Nr.;Land": (
        "9;13.01.2024;A1;Tee;2;3,50;7,00;K1;Österreich",
        ["order", "date", "product", "name", "quantity", "price", "total", "customer", "country"],
    ),
    "N° facture;Date de vente;Référence;Désignation;Qté;PU HT;Montant HT;Nom client;Pays": (
        "9;13/01/2024;A1;Thé;2;3,50;7,00;Anne;France",
        ["order", "date", "product", "name", "quantity", "price", "total", "customer", "country"],
    ),
    "Nº pedido;Fecha;Código;Descripción;Cantidad;Precio unitario;Importe;Cliente;País": (
        "9;13/01/2024;A1;Té;2;3,50;7,00;Ana;España",
        ["order", "date", "product", "name", "quantity", "price", "total", "customer", "country"],
    ),
    "Numero ordine;Data ordine;Codice articolo;Descrizione;Quantità;Prezzo;Totale riga;Cliente;Paese": (
        "9;13/01/2024;A1;Tè;2;3,50;7,00;Anna;Italia",
        ["order", "date", "product", "name", "quantity", "price", "total", "customer", "country"],
    ),
    "Ordernummer;Besteldatum;Artikelcode;Omschrijving;Aantal;Stukprijs;Regeltotaal;Klantnummer;Land": (
        "9;13-01-2024;A1;Thee;2;3,50;7,00;K1;Nederland",
        ["order", "date", "product", "name", "quantity", "price", "total", "customer", "country"],
    ),
    "txn_id;txn_dt;sku;prod_desc;qty_sold;unit_price;disc_amt;cust_no;txn_type": (
        "9;2024-01-13;A1;Tea;2;3.50;0.50;7;Sale",
        ["order", "date", "product", "name", "quantity", "price", "discount", "customer", "status"],
    ),
}


@pytest.mark.parametrize("header", SHAPES)
def test_headers_in_the_words_of_shops(tmp_path: Path, header: str) -> None:
    row, fields = SHAPES[header]
    found = contract(tmp_path, f"{header}\n{row}\n").columns
    assert found == dict(sorted(zip(fields, header.split(";"), strict=True), key=lambda pair: FIELDS.index(pair[0])))


def test_values_speak_where_the_header_does_not(tmp_path: Path) -> None:
    found = contract(tmp_path, "ref,when exactly,what,price\n1,2024-01-13,Tea,3.50\n2,2024-01-14,Tea,3.50\n")
    assert found.columns["date"] == "when exactly"


def test_a_header_does_not_speak_against_its_values(tmp_path: Path) -> None:
    text = "order,date,day,product,price,amount\n1,Mon,2024-01-13,Tea,cheap,3.50\n"
    found = contract(tmp_path, text).columns
    assert (found["date"], found.get("price"), found["total"]) == ("day", None, "amount")


def test_the_users_word_counts_before_all(tmp_path: Path) -> None:
    text = "id,order,date,shipped,product,price\n7,1,2024-01-13,2024-02-13,Tea,3.50\n"
    found = loaded(tmp_path, text, mapping={"order": "id", "date": "Shipped"})
    assert found.good.select("number", "placed_at").rows() == [("7", datetime(2024, 2, 13))]


def test_unknown_fields_and_columns_are_named(tmp_path: Path) -> None:
    text = "order,date,price\n1,2024-01-13,3.50\n"
    with pytest.raises(UsageError, match="there is no field 'colour'"):
        loaded(tmp_path, text, mapping={"colour": "price"})
    with pytest.raises(DataError, match="there is no column 'cost' for --map price; the header has order, date, price"):
        loaded(tmp_path, text, mapping={"price": "cost"})


def test_a_bare_name_is_the_products_beside_its_code(tmp_path: Path) -> None:
    assert contract(tmp_path, "date,sku,name,amount\n2024-01-13,A,Tea,3.50\n").columns["name"] == "name"
    assert "name" not in contract(tmp_path, "date,name,amount\n2024-01-13,Ann,3.50\n").columns


def test_a_category_stands_for_the_product_where_there_is_none(tmp_path: Path) -> None:
    found = loaded(tmp_path, "date,category,amount\n2024-01-13,Tea,3.50\n").good
    assert found.select("code", "description").rows() == [("TEA", "Tea")]


def test_where_many_products_have_no_code_the_name_stands_in(tmp_path: Path) -> None:
    header, coded, bare = "order,date,sku,product name,price\n", "1,2024-01-13,A,Tea,1\n", "1,2024-01-13,,Cup,1\n"
    found = loaded(tmp_path, header + coded + bare)
    assert (found.good["code"].to_list(), found.reasons) == (["A", "CUP"], {})
    assert "product: sku (where empty, the name)" in found.contracts[0].describe()
    assert loaded(tmp_path, header + 60 * coded + bare).reasons == {"empty product": 1}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["1,2024-01-13,Ann,Tea,3.50", ",,,Cup,9.00", "2,2024-01-14,Bob,Tea,3.50"], {}),
        # a row that sums up, in the middle or at the end, is no item of the order above
        (["1,2024-01-13,Ann,Tea,3.50", ",,,Total,9.00", "2,2024-01-14,Bob,Tea,3.50"], {"empty order number": 1}),
        (["1,2024-01-13,Ann,Tea,3.50", "2,2024-01-14,Bob,Tea,3.50", ",,,All,7.00"], {"empty order number": 1}),
        # a number that is lacking on a dated row is a slip
        (["1,2024-01-13,Ann,Tea,3.50", ",2024-01-13,,Cup,9.00", "2,2024-01-14,Bob,Tea,1"], {"empty order number": 1}),
    ],
)
def test_an_orders_number_may_stand_on_its_first_row_alone(
    tmp_path: Path, rows: list[str], told: dict[str, int]
) -> None:
    found = loaded(tmp_path, "order,date,customer,product,price\n" + "\n".join(rows))
    assert found.reasons == told
    if not told:
        assert found.good.select("number", "customer").rows() == [("1", "Ann"), ("1", "Ann"), ("2", "Bob")]


def test_every_missing_column_has_its_stand_in(tmp_path: Path) -> None:
    found = loaded(tmp_path, "date,amount\n2024-01-13,3.50\n2024-01-13,3.50\n")
    assert found.good.select("code", "quantity", "unit_price", "total", "customer", "country").unique().rows() == [
        ("ALL", "1", None, "3.50", None, "Unspecified")
    ]
    assert found.contracts[0].describe() == [
        "order: one order a row, numbered by a hash of the row",
        "product: one product, ALL",
        "quantity: 1 for every row",
        "price: the line total",
        "total: amount",
        "date: date",
        "customer: unknown",
        "country: Unspecified for every row",
    ]


def test_a_name_stands_in_for_the_code_and_a_constant_for_the_country(tmp_path: Path) -> None:
    found = loaded(tmp_path, "date,product,amount\n2024-01-13,Tea,3.50\n", country="Malta")
    assert found.good.select("code", "description", "country").rows() == [("TEA", "Tea", "Malta")]


def test_rows_without_order_number_are_numbered_alike_in_every_export(tmp_path: Path) -> None:
    rows = ["2024-01-13,Tea,3.50", "2024-01-13,Tea,3.50", "2024-01-14,Cup,9.00"]
    first = loaded(tmp_path, "\n".join(["date,product,amount", *rows])).good["number"].to_list()
    later = (
        loaded(tmp_path, "\n".join(["date,product,amount", rows[0], "2024-01-15,Tea,3.50", rows[1]]))
        .good["number"]
        .to_list()
    )
    assert first[1] == f"{first[0]}-2"
    assert [later[0], later[2]] == first[:2]
    assert len({*first, *later}) == 4


def test_an_orders_first_row_speaks_for_the_rest_where_all_orders_are_written_so(tmp_path: Path) -> None:
    rows = "1,2024-01-13,Ann,Tea,3.50\n1,,,Cup,9.00\n2,2024-01-14,,Tea,3.50\n2,,,Cup,9.00\n"
    found = loaded(tmp_path, f"order,date,customer,product,price\n{rows}").good
    assert found.select("number", "customer").rows() == [("1", "Ann"), ("1", "Ann"), ("2", None), ("2", None)]
    one_gap = loaded(tmp_path, f"order,date,customer,product,price\n{rows}3,2024-01-15,,Tea,1\n3,2024-01-15,,Cup,1\n")
    assert one_gap.reasons == {"empty date": 2}


def test_equal_contracts_are_equal_text(tmp_path: Path) -> None:
    text = "order,date,price\n1,2024-01-13,3.50\n"
    assert contract(tmp_path, text).as_json() == contract(tmp_path, text + "2,2024-01-14,1\n").as_json()
    assert contract(tmp_path, text).as_json() != contract(tmp_path, text, country="Malta").as_json()


def test_the_currency_is_the_files(tmp_path: Path) -> None:
    text = "order,date,price,currency\n1,2024-01-13,3.50,eur\n"
    assert contract(tmp_path, text).currency == "EUR"
    assert contract(tmp_path, text, currency="GBP").currency == "GBP"
    assert contract(tmp_path, "order,date,price\n1,2024-01-13,3.50\n").currency is None
