"""Exports of six differently shaped shops, written as their systems write them."""

import zipfile
from pathlib import Path

SHOPIFY = """\
Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,\
Discount Amount,\
Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Billing Name,\
Billing Country,Shipping Name,Shipping Country,Notes,Cancelled at,Lineitem discount
#1001,ann@example.com,paid,2024-01-05 10:12:33 -0500,fulfilled,USD,30.00,5.00,0.00,35.00,NEW,1.00,\
2024-01-05 10:12:33 -0500,2,Mug - Red,10.00,,MUG-R,Ann,US,Ann,CA,"Gift, please:
for Bob",,1.00
#1001,ann@example.com,,,,,,,,,,,2024-01-05 10:12:33 -0500,1,Poster,11.50,,,,,,,,,0.00
#1002,bob@example.com,refunded,,unfulfilled,USD,10.00,5.00,0.00,15.00,,0.00,\
2024-01-06 23:30:00 -0500,1,Mug - Red,10.00,12.00,MUG-R,Bob,US,Bob,US,,,0.00
#1003,,paid,2024-01-07 08:00:00 -0500,fulfilled,USD,46.00,5.00,0.00,51.00,,0.00,\
2024-01-07 08:00:00 -0500,4,Poster,11.50,,POST-1,,US,,,,,0.00
"""

WOOCOMMERCE = """\
Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Email (Billing),\
Country Code (Billing),Payment Method Title,Cart Discount Amount,Order Subtotal Amount,Order Total Amount,SKU,Item #,\
Item Name,Quantity,Item Cost,Coupon Code,Discount Amount
501,Completed,2024-02-01 11:00,,Ann,A,ann@example.com,DE,Card,0,25,30,HAT,1,Hat,2,10.00,,0
501,Completed,2024-02-01 11:00,,Ann,A,ann@example.com,DE,Card,0,25,30,,2,Scarf,1,5.25,,0
502,Refunded,2024-02-02 11:30,,Cy,C,cy@example.com,FR,Card,0,5,5,SOCK,1,Sock,1,5.00,,0
503,Processing,2024-02-02 12:30,,Cy,C,cy@example.com,FR,Card,0,15,15,SOCK,1,Sock,3,5.00,,0
"""

SUPERSTORE = """\
Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,Country,City,State,\
Postal Code,Region,\
Product ID,Category,Sub-Category,Product Name,Sales,Quantity,Discount,Profit
1,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire Gute,Consumer,United States,Henderson,\
Kentucky,42420,\
South,FUR-BO-10001798,Furniture,Bookcases,Bush Somerset Collection Bookcase,261.96,2,0,41.9136
2,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire Gute,Consumer,United States,Henderson,\
Kentucky,42420,\
South,FUR-CH-10000454,Furniture,Chairs,"Hon Deluxe Fabric Upholstered Stacking Chairs, Rounded Back",731.94,3,\
0.2,219.582
3,US-2015-108966,10/11/2015,10/18/2015,Standard Class,SO-20335,Sean O'Donnell,Consumer,United States,\
Fort Lauderdale,Florida,\
33311,South,OFF-AP-10002892,Office Supplies,Appliances,\
Belkin F5C206VTEL 6 Outlet Surge\N{NO-BREAK SPACE}Protector,957.5775,5,0.45,-383.031
"""

OLIST = {
    "olist_orders_dataset.csv": """\
"order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at","order_delivered_customer_date"
"e481","9ef4","delivered","2017-10-02 10:56:33","2017-10-02 11:07:15","2017-10-10 21:25:13"
"53cd","b083","canceled","2018-07-24 20:41:37","2018-07-26 03:24:27",
"4777","41ce","delivered","2018-08-08 08:38:49","2018-08-08 08:55:23","2018-08-17 18:06:29"
""",
    "olist_order_items_dataset.csv": """\
"order_id","order_item_id","product_id","seller_id","shipping_limit_date","price","freight_value"
"e481",1,"87285b","3504c0","2017-10-06 11:07:15",29.99,8.72
"e481",2,"87285b","3504c0","2017-10-06 11:07:15",29.99,8.72
"53cd",1,"595fac","289cda","2018-07-30 03:24:27",118.70,22.76
"4777",1,"aa4383","4869f7","2018-08-13 08:55:23",159.90,19.22
""",
    "olist_customers_dataset.csv": """\
"customer_id","customer_unique_id","customer_zip_code_prefix","customer_city","customer_state"
"9ef4","7c396f","03149","sao paulo","SP"
"b083","af07f2","47813","barreiras","BA"
"41ce","7c396f","03149","sao paulo","SP"
""",
    "olist_products_dataset.csv": """\
"product_id","product_category_name","product_name_lenght","product_photos_qty"
"87285b","utilidades_domesticas",40,4
"595fac","perfumaria",29,1
"aa4383","automotivo",46,1
""",
    "product_category_name_translation.csv": """\
product_category_name,product_category_name_english
utilidades_domesticas,housewares
perfumaria,perfumery
automotivo,auto
""",
    "olist_order_payments_dataset.csv": """\
"order_id","payment_sequential","payment_type","payment_installments","payment_value"
"e481",1,"credit_card",1,77.42
""",
}

POINT_OF_SALE = """\
Receipt No\tDate\tTime\tArticle\tTotal\tCashier
77\t1/15/2024\t8:05 AM\tEspresso\t$2.50\tKim
77\t1/15/2024\t8:05 AM\tCroissant\t$3.20\tKim
78\t1/15/2024\t1:10 PM\tEspresso\t($2.50)\tLou
79\t2/3/2024\t12:00 AM\tCatering\t$1,200.00\tLou
"""

EUROPEAN = """\
Bestellnr.;Datum;Artikelnr.;Artikelbezeichnung;Menge;Einzelpreis;Rabatt;Kundennr.;Land
1001;13.01.2024;A-1;Große Tasse;2;1.234,50 \u20ac;34,50;K1;Österreich
1001;13.01.2024;B-2;Löffel;10;0,95 \u20ac;;K1;Österreich
1002;01.02.2024;A-1;Große Tasse;-1;1.234,50 \u20ac;;K2;Deutschland
1003;02.02.2024;C-3;Käse, gereift;0,750;24,00 \u20ac;;;Schweiz
"""


def write_shopify(folder: Path) -> Path:
    path = folder / "orders_export_1.csv"
    path.write_text(SHOPIFY, encoding="utf-8")
    return path


def write_woocommerce(folder: Path) -> Path:
    path = folder / "orders-2024-02.csv"
    path.write_text(WOOCOMMERCE, encoding="utf-8-sig")
    return path


def write_superstore(folder: Path) -> Path:
    path = folder / "Sample - Superstore.csv"
    path.write_text(SUPERSTORE, encoding="cp1252")
    return path


def write_olist(folder: Path) -> Path:
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in OLIST.items():
            archive.writestr(f"olist/{name}", text)
    return path


def write_point_of_sale(folder: Path) -> Path:
    path = folder / "till.txt"
    path.write_text(POINT_OF_SALE, encoding="utf-16")
    return path


def write_european(folder: Path) -> Path:
    path = folder / "Verkäufe.csv"
    path.write_text(EUROPEAN, encoding="cp1252")
    return path
