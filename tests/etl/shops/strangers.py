"""Exports of shops that no preset but Amazon's knows, shaped as their systems shape them."""

SQUARE = """\
Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net \
Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,\
Customer Name,Unit,Count
1/5/21,15:04:11,Eastern Time (US & Canada),Drinks,Latte,2.0,Regular,LAT,,$9.00,-$1.00,$8.00,$0.71,TX1,P1,\
iPad,,https://sq.com/1,Payment,Main St,For Here,C1,Ann,ea,2
1/5/21,15:04:11,Eastern Time (US & Canada),Food,Scone,1.0,Regular,,,$3.25,$0.00,$3.25,$0.29,TX1,P1,iPad,,\
https://sq.com/1,Payment,Main St,For Here,C1,Ann,ea,1
1/16/21,09:00:00,Eastern Time (US & Canada),Drinks,Latte,-1.0,Regular,LAT,,-$4.50,$0.00,-$4.50,-$0.40,TX2,\
P2,iPad,,https://sq.com/2,Refund,Main St,,,,ea,-1
"""

STRIPE = """\
id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted \
Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,Customer \
Description,Customer Email,Captured,Card ID
ch_1,Mug,Payment complete.,2021-01-05 15:04,25.00,0.00,eur,25.00,0.00,0.60,0.00,eur,Live,Paid,SHOP,cus_1,\
Ann,ann@example.com,TRUE,card_1
ch_2,Mug,Payment complete.,2021-01-06 10:00,10.00,10.00,eur,10.00,10.00,0.40,0.00,eur,Live,Refunded,SHOP,\
cus_2,Bob,bob@example.com,TRUE,card_2
"""

AMAZON = """\
amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\tsal\
es-channel\torder-channel\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\tite\
m-price\titem-tax\tshipping-price\tshipping-tax\tgift-wrap-price\titem-promotion-discount\tship-promotion-di\
scount\tship-city\tship-state\tship-postal-code\tship-country\tpromotion-ids
026-1\t026-1\t2021-01-05T15:04:11+00:00\t2021-01-06T10:00:00+00:00\tShipped\tAmazon\tAmazon.co.uk\t\tStandar\
d\tGlass jar\tJAR-1\tB000X1\tShipped\t1\tGBP\t12.99\t2.17\t0\t0\t0\t1.00\t0\tLEEDS\t\tLS1\tGB\t
026-2\t026-2\t2021-01-07T08:00:00+00:00\t2021-01-08T10:00:00+00:00\tShipped\tMerchant\tAmazon.co.uk\t\tStand\
ard\tTin\tTIN-1\tB000X2\tShipped\t2\tGBP\t8.00\t1.33\t3.00\t0\t0\t\t\tParis\t\t75001\tFR\t
026-3\t026-3\t2021-01-07T09:00:00+00:00\t2021-01-08T10:00:00+00:00\tCancelled\tMerchant\tAmazon.co.uk\t\tSta\
ndard\tTin\tTIN-1\tB000X2\tCancelled\t0\t\t\t\t\t\t\t\t\tYork\t\tYO1\tGB\t
"""

ETSY = """\
Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,Order \
Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,\
Ship City,Ship Country,Order ID,Variations,Order Type,Payment Type,SKU
01/05/21,Ring,ann (ann),2,20.00,,,4.00,0.00,5.00,0.00,40.00,USD,2001,900,01/05/2021,01/07/2021,Ann,Oslo,\
Norway,1801,,online,online_cc,RNG
01/16/21,Pin,bob,1,5.50,,,0.00,0.00,5.00,0.00,5.50,USD,2002,901,01/16/2021,,Bob,Rome,Italy,1802,,online,\
online_cc,
"""

LIGHTSPEED = """\
Sale ID,Completed,Register,Employee,Customer,Item,Description,Qty.,Retail,Subtotal,Discounts,Tax,Total
5001,2021-01-05 15:04,Reg 1,Kim,Ann,1001,Trail shoe,1,"1,120.00","1,120.00",120.00,90.00,"1,090.00"
5001,2021-01-05 15:04,Reg 1,Kim,Ann,1002,Sock,3,5.00,15.00,0.00,1.35,16.35
"""

MAGENTO = """\
"ID","Purchase Point","Purchase Date","Bill-to Name","Ship-to Name","Grand Total (Base)","Grand Total \
(Purchased)","Status","Billing Address","Customer Email","Customer Group","Subtotal","Shipping and \
Handling","Payment Method","Total Refunded"
"000000101","Main Website","Jan 5, 2021, 3:04:05 PM","Ann","Ann","$45.00","$45.00","Complete","1 Rd",\
"ann@x.com","General","$40.00","$5.00","checkmo",""
"000000102","Main Website","Jan 16, 2021, 9:00:00 AM","Bob","Bob","$12.00","$12.00","Processing","2 Rd",\
"bob@x.com","General","$7.00","$5.00","checkmo",""
"""

PRESTASHOP = """\
ID;Référence;Nouveau client;Livraison;Client;Total;Paiement;État;Date
12;XKBKNABJK;Oui;France;A. Martin;49,90 €;Carte;Paiement accepté;05/01/2021 15:04:11
13;OHSATSERP;Non;Belgique;B. Durand;1 129,00 €;Virement;Remboursé;16/01/2021 09:00:00
14;UOYEVOLI;Non;France;A. Martin;20,10 €;Virement;Livré;17/01/2021 09:00:00
"""

BOL = """\
Bestelnummer;Besteldatum;EAN;Titel;Aantal;Prijs;Totaalprijs;Landcode;Naam klant;Status
4123;05-01-2021;8711111111111;Servies;2;€ 1.234,56;€ 2.469,12;NL;J. Jansen;Verzonden
4124;16-01-2021;8722222222222;Kopje;1;€ 3,95;3,95;BE;P. Peeters;Geretourneerd
"""

GERMAN = """\
Auftragsnr.;Auftragsdatum;Art.-Nr.;Artikeltext;Stk.;VK netto;Pos.-Rabatt %;Pos.-Summe;Kd.-Nr.;Lieferland;\
Währung
A-1;5.1.21 15:04;4711;Kessel;2;1.234,50;10;2.222,10;K9;Österreich;EUR
A-2;16.1.21 09:00;4712;Löffel;-1;0,95;0;-0,95;K8;Deutschland;EUR
"""

SPANISH = """\
Nº Ticket;Fecha;Hora;Cód.;Artículo;Uds.;P.V.P.;Dto.;Importe;Forma de pago
T-1;05/01/2021;15:04;A1;Taza;2;6,50;1,00;12,00;Tarjeta
T-2;16/01/2021;9:30;A2;Plato;1;1.005,00;0,00;1.005,00;Efectivo
T-3;16/01/2021;9:40;A2;Plato;-1;1.005,00;0,00;-1.005,00;Efectivo
"""

FRENCH = """\
N° Commande;Date de la commande;Réf.;Libellé article;Qté;P.U. HT;Remise;Total HT;Nom du client;Pays
C1;5 janvier 2021 15h04;R1;Théière;2;12,50;;25,00;Mme Petit;France
C2;16 févr. 2021 09h00;R2;Tasse;1;3,95;0,95;3,00;M. Grand;Belgique
"""

SWISS = """\
Beleg\tDatum\tZeit\tBezeichnung\tBetrag CHF
1\t05.01.2021\t15:04\tUhr\t1'234.50
2\t16.01.2021\t09:00\tBand\t45.00
2\t16.01.2021\t09:00\tBand\t-45.00
"""

TILL = """\
Inv #\tItem #\tDescription\tQty.\tUnit Price\tExt. Price\tInv Date\tCust #
901\t10-22\tBolt\t100\t.05\t5.00\t05-Jan-21 3:04 PM\t77
902\t10-23\tNut\t3\t1.25\t3.75\t16-Jan-21 12:10 AM\t78
"""

CLOVER = """\
Order ID,Order Date,Order Employee Name,Item Name,Per Unit Quantity,Item Revenue,Modifiers Revenue,Total \
Revenue,Item Total with Tax,Refunded
O1,05-Jan-2021 03:04 PM EST,Kim,Bagel,1,$3.00,$0.50,$3.50,$3.80,No
O2,16-Jan-2021 09:00 AM EST,Kim,Bagel,1,$3.00,$0.00,$3.00,$3.26,Yes
"""

WIX = """\
Order number,Date created,Time,Contact email,Note from customer,Item,Variant,SKU,Qty,Quantity refunded,\
Price,Weight,Delivery method,Delivery country,Billing country,Payment status,Currency,Shipping rate,Total \
order quantity,Total
10001,"Jan 5, 2021",3:04 PM,ann@x.com,,Vase,Blue,V-B,2,0,30.00,1,Post,USA,USA,Paid,USD,5.00,3,75.00
10001,"Jan 5, 2021",3:04 PM,ann@x.com,,Card,,CARD,1,0,10.00,1,Post,USA,USA,Paid,USD,5.00,3,75.00
10002,"Jan 16, 2021",9:00 AM,bob@x.com,,Vase,Red,V-R,1,0,30.00,1,Post,CAN,CAN,Paid,USD,5.00,1,35.00
"""

ODOO = """\
Order Reference,Order Date,Customer,Order Lines/Product,Order Lines/Quantity,Order Lines/Unit Price,Order \
Lines/Subtotal,Total,Status
S00021,2021-01-05 15:04:11,Azure Interior,[FURN_7777] Office Chair,2,70.0,140.0,170.0,Sales Order
,,,[FURN_8888] Lamp,1,30.0,30.0,,
S00022,2021-01-16 09:00:00,Deco Addict,[FURN_8888] Lamp,1,30.0,30.0,30.0,Sales Order
"""

QUICKBOOKS = """\
Date,Transaction Type,Num,Product/Service,Memo/Description,Customer,Qty,Sales Price,Amount,Balance
01/05/2021,Invoice,1037,Sod,Sod laid,Ann,10.00,10.00,100.00,100.00
01/16/2021,Credit Memo,1038,Sod,Sod back,Ann,-2.00,10.00,-20.00,80.00
01/17/2021,Sales Receipt,1039,Pump,,Bob,1.00,"1,200.00","1,200.00","1,280.00"
"""

SQUARESPACE = """\
Order ID,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,\
Amount Refunded,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem \
name,Lineitem price,Lineitem sku,Lineitem variant,Lineitem requires shipping,Billing Name,Billing Country,\
Shipping Name,Shipping Country,Payment Method
00012,ann@x.com,PAID,2021-01-05 15:04:11 -0500,PENDING,,USD,43.00,5.00,0.00,0.00,48.00,,0.00,Post,\
2021-01-05 15:04:11 -0500,2,Print A,15.00,SQ1,,true,Ann,US,Ann,US,STRIPE
00012,,,,,,,,,,,,,,,,1,Print B,13.00,SQ2,,true,,,,,
00013,bob@x.com,PAID,2021-01-16 09:00:00 -0500,PENDING,,USD,15.00,5.00,0.00,0.00,20.00,,0.00,Post,\
2021-01-16 09:00:00 -0500,1,Print A,15.00,SQ1,,true,Bob,CA,Bob,CA,STRIPE
"""

EBAY = """\
"Sales Record Number","Order Number","Buyer Username","Buyer Name","Buyer Email","Buyer Country","Item \
Number","Item Title","Custom Label","Quantity","Sold For","Postage And Packaging","Total Price","Payment \
Method","Sale Date","Paid On Date"

"101","02-06-1","ann_x","Ann","ann@x.com","United Kingdom","3341","Old lamp","LAMP","1","£12.50","£3.00",\
"£15.50","PayPal","05-Jan-21","05-Jan-21"
"102","02-06-2","bob_y","Bob","bob@y.com","France","3342","Old jug","JUG","2","£4.25","£2.00","£10.50",\
"PayPal","16-Jan-21","17-Jan-21"

"2","record(s) downloaded"
"Seller ID : x"
"""

MERCADO = """\
N.º de venda;Data da venda;Estado;Unidades;Receita por produtos (BRL);Total (BRL);SKU;Título do anúncio;\
Preço unitário de venda do anúncio (BRL);Comprador;País
2000001;05/01/2021 15:04;Entregue;2;R$ 2.469,12;R$ 2.300,00;SK1;Cafeteira;R$ 1.234,56;Ana;Brasil
2000002;16/01/2021 09:00;Devolvido;1;R$ 10,00;R$ 8,00;SK2;Copo;R$ 10,00;Rui;Brasil
"""

PAYPAL = """\
"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To \
Email Address","Transaction ID","Item Title","Item ID","Quantity","Country"
"05/01/2021","15:04:11","GMT","Ann","Website Payment","Completed","EUR","25,00","-0,80","24,20","ann@x.com",\
"s@x.com","5TX","Mug","M1","1","Germany"
"16/01/2021","09:00:00","GMT","Bob","Payment Refund","Completed","EUR","-10,00","0,30","-9,70","s@x.com",\
"bob@x.com","6TX","Cup","C1","1","France"
"""

SHOPWARE = """\
ordernumber;ordertime;customernumber;invoice_amount;articleordernumber;name;quantity;price;status;country
20001;2021-01-05 15:04:11;10001;38.50;SW1;Rum;2;15.00;Komplett abgeschlossen;Deutschland
20001;2021-01-05 15:04:11;10001;38.50;SW2;Glas;1;8.50;Komplett abgeschlossen;Deutschland
20002;2021-01-16 09:00:00;10002;15.00;SW1;Rum;1;15.00;Storniert / Abgelehnt;Österreich
"""

GERMAN_TILL = """\
Kassenbericht Januar 2021
Filiale 3

Bon-Nr.;Datum;Uhrzeit;Warengruppe;Artikel;Menge;Einzelpreis;Gesamt;MwSt.
1;05.01.21;15:04;Getränke;Kaffee;2;2,50;5,00;19%
2;16.01.21;09:00;Speisen;Torte;1;18,00;18,00;7%
3;16.01.21;09:05;Speisen;Torte;1;-18,00;-18,00;7%
Summe;;;;;;5,00;
"""

PHRASES = """\
Bestell-Nr.;Bestelldatum;Artikel-Nr.;Menge (Stk.);Preis/Stk. [EUR];Kunde;Land
B1;05.01.2021 15:04 Uhr;A1;2 Stk;12,50 EUR;Meier;DE
B2;16.01.2021 09:00 Uhr;A2;1 Stk;EUR 1.234,56;Huber;AT
"""

AMAZON_INDIA = """\
index,Order ID,Date,Status,Fulfilment,Sales Channel ,ship-service-level,Style,SKU,Category,Size,ASIN,\
Courier Status,Qty,currency,Amount,ship-city,ship-state,ship-postal-code,ship-country,promotion-ids,B2B,\
fulfilled-by,Unnamed: 22
0,405-8078784-5731545,04-30-22,Cancelled,Merchant,Amazon.in,Standard,SET389,SET389-KR-NP-S,Set,S,B09KXVBD7Z,\
,0,INR,647.62,MUMBAI,MAHARASHTRA,400081.0,IN,,False,Easy Ship,
1,171-9198151-1101146,04-30-22,Shipped - Delivered to Buyer,Merchant,Amazon.in,Standard,JNE3781,\
JNE3781-KR-XXXL,kurta,3XL,B09K3WFS32,Shipped,1,INR,406.0,BENGALURU,KARNATAKA,560085.0,IN,,False,Easy Ship,
2,404-0687676-7273146,04-30-22,Shipped,Amazon,Amazon.in,Expedited,JNE3371,JNE3371-KR-XL,kurta,XL,B07WV4JV4D,\
Shipped,2,INR,329.0,NAVI MUMBAI,MAHARASHTRA,410210.0,IN,,True,,
"""

GUMROAD = """\
Purchase ID,Item Name,Buyer Name,Purchase Email,Purchase Date,Purchase Time (UTC timezone),Subtotal ($),\
Taxes ($),Shipping ($),Sale Price ($),Fees ($),Net Total ($),Tip ($),Country,Refunded?,Partial Refund ($),\
Fully Refunded?,Quantity
p1,Book,Ann,ann@x.com,2021-01-05,15:04:11,10.00,0.00,0.00,10.00,0.50,9.50,0.00,Germany,0,0.00,0,1
p2,Book,Bob,bob@x.com,2021-01-16,09:00:00,20.00,0.00,0.00,10.00,1.00,19.00,0.00,France,1,0.00,1,2
"""

POLISH = """\
Nr zamówienia;Data zamówienia;Kod produktu;Nazwa produktu;Ilość;Cena jednostkowa;Wartość;Klient;Kraj;Waluta
Z1;05.01.2021 15:04;A1;Kubek;2;12,50 zł;25,00 zł;K1;Polska;PLN
Z2;16.01.2021 09:00;A2;Talerz;1;1 005,00 zł;1 005,00 zł;K2;Polska;PLN
"""

ABBREVIATED = """\
Trans Ref|Trans Dt|Prod Cd|Prod Nm|Qty Sold|Unit Prc|Ext Amt|Cust Cd|Ctry
T1|20210105|A1|Tea|2|3.50|7.00|C1|GB
T2|20210116|A2|Cup|1|9.00|9.00|C2|FR
"""

SAP = """\
Sales Doc.;Item;Doc. Date;Sold-To;Material;Description;Order Qty;SU;Net Price;Net Value;Currency
4711;10;05.01.2021;1000123;M-01;Pump;2;PC;1.234,50;2.469,00;EUR
4711;20;05.01.2021;1000123;M-02;Seal;10;PC;0,95;9,50;EUR
4712;10;16.01.2021;1000124;M-01;Pump;1;PC;1.234,50;1.234,50;EUR
"""
