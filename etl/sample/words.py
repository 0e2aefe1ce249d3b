"""The words of the sample's catalogue: ranges of articles, their patterns and colours, and the named best sellers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """A range of goods: every pattern x article x colour is a product; articles carry a list price in cents.

    `season` weighs the twelve months, January first; `colour_price` scales the list price of each colour or size.
    """

    patterns: tuple[str, ...]
    colours: tuple[str, ...]
    articles: tuple[tuple[str, int], ...]
    season: tuple[float, ...] = (1.0,) * 12
    colour_price: tuple[float, ...] = (1.0,) * 4


SPRING_AND_SUMMER = (0.5, 0.7, 1.3, 1.7, 1.8, 1.6, 1.3, 0.9, 0.7, 0.5, 0.4, 0.4)
RUN_UP_TO_CHRISTMAS = (0.3, 0.15, 0.15, 0.15, 0.2, 0.3, 0.5, 0.9, 1.6, 2.2, 2.5, 1.9)

RANGES = (
    Range(
        ("Gingham", "Striped", "Botanical", "Dotted", "Herringbone", "Meadow", "Tulip", "Scalloped", "Checked",
         "Quilted"),
        ("Sage", "Navy", "Terracotta", "Natural"),
        (
            ("Tea Towel", 395), ("Apron", 795), ("Oven Glove", 495), ("Napkins Set of 4", 850), ("Table Runner", 995),
            ("Cushion Cover", 850), ("Tote Bag", 295), ("Cosmetic Bag", 375), ("Throw", 1995), ("Pot Holder", 225),
            ("Tea Cosy", 675),
        ),
    ),
    Range(
        ("Speckled", "Ribbed", "Hand Painted", "Daisy", "Olive Branch", "Delft Tile", "Swallow", "Bluebell", "Lace",
         "Fern"),
        ("Cream", "Cobalt", "Moss", "Blush"),
        (
            ("Mug", 325), ("Cereal Bowl", 375), ("Side Plate", 295), ("Dinner Plate", 495), ("Milk Jug", 425),
            ("Teapot", 1275), ("Egg Cup", 125), ("Butter Dish", 795), ("Cake Stand", 1495), ("Sugar Bowl", 395),
            ("Espresso Cup", 210),
        ),
    ),
    Range(
        ("Ribbed", "Etched", "Smoked", "Hammered", "Faceted", "Frosted", "Star Cut", "Bubble", "Fluted", "Pressed"),
        ("Amber", "Clear", "Rose", "Sea Green"),
        (
            ("Tumbler", 195), ("Tealight Holder", 85), ("Hurricane Lantern", 995), ("Bud Vase", 249), ("Carafe", 850),
            ("Storage Jar", 495), ("Bottle", 225), ("Cake Dome", 1995), ("Hanging Lantern", 795), ("Votive", 65),
            ("Dessert Dish", 165),
        ),
    ),
    Range(
        ("Botanical", "Old Map", "Woodland", "Marbled", "Paisley", "Art Deco", "Bicycle", "Seaside", "Constellation",
         "Canal House"),
        ("Green", "Blue", "Red", "Mustard"),
        (
            ("Notebook A5", 165), ("Greeting Card", 45), ("Wrapping Paper Roll", 95), ("Gift Bag", 55),
            ("Gift Tags Pack of 10", 65), ("Writing Set", 295), ("Pencil Set", 125), ("Address Book", 249),
            ("Photo Album", 675), ("Sticker Sheet", 29), ("Paper Napkins Pack of 20", 85),
        ),
        (0.9, 1.0, 0.95, 0.95, 1.0, 0.95, 0.9, 1.05, 1.0, 1.05, 1.15, 1.2),
    ),
    Range(
        ("Rattan", "Bamboo", "Oak", "Mango Wood", "Enamel", "Galvanised", "Brass", "Walnut", "Driftwood",
         "Whitewashed"),
        ("Small", "Medium", "Large", "Tall"),
        (
            ("Basket", 850), ("Tray", 675), ("Storage Box", 495), ("Picture Frame", 375), ("Mirror", 1295),
            ("Hook Rail", 595), ("Letter Rack", 450), ("Stool", 2995), ("Wall Shelf", 1695), ("Trinket Dish", 195),
            ("Candlestick", 425),
        ),
        colour_price=(0.7, 1.0, 1.45, 1.2),
    ),
    Range(
        ("Heritage", "Cottage", "Orchard", "Potting Shed", "Honeybee", "Wren", "Hedgerow", "Allotment", "Wild Flower",
         "Sunflower"),
        ("Green", "Grey", "Natural", "Rust"),
        (
            ("Plant Pot", 295), ("Watering Can", 995), ("Herb Planter", 595), ("Seed Tin", 425), ("Bird Feeder", 675),
            ("Garden Gloves", 325), ("Plant Labels Pack of 10", 145), ("Twine Tin", 225), ("Garden Lantern", 850),
            ("Trug", 1195), ("Outdoor Thermometer", 495),
        ),
        SPRING_AND_SUMMER,
    ),
    Range(
        ("Woodland", "Circus", "Dinosaur", "Farmyard", "Rocket", "Sea Life", "Fairy Tale", "Safari", "Dala Horse",
         "Hedgehog"),
        ("Blue", "Yellow", "Coral", "Mint"),
        (
            ("Wooden Puzzle", 375), ("Night Light", 795), ("Money Box", 295), ("Skipping Rope", 210),
            ("Lunch Box", 195), ("Soft Toy", 595), ("Height Chart", 495), ("Party Plates Pack of 8", 125),
            ("Colouring Set", 145), ("Spinning Top", 85), ("Playing Cards", 125),
        ),
        (0.8, 0.9, 0.95, 1.0, 1.0, 1.0, 0.95, 1.0, 1.0, 1.05, 1.2, 1.15),
    ),
    Range(
        ("Nordic Star", "Reindeer", "Mistletoe", "Robin", "Snowflake", "Gingerbread", "Holly", "Nutcracker", "Fir Tree",
         "Pinecone"),
        ("Red", "White", "Gold", "Forest Green"),
        (
            ("Bauble", 85), ("Stocking", 495), ("Garland", 595), ("Wreath", 995), ("Advent Calendar", 675),
            ("Tree Decoration Set of 6", 295), ("Crackers Set of 6", 795), ("Pillar Candle", 225), ("Gift Sack", 165),
            ("Tree Skirt", 1695), ("Christmas Cards Pack of 10", 210),
        ),
        RUN_UP_TO_CHRISTMAS,
    ),
)  # fmt: skip

SETS: tuple[tuple[tuple[str, int], ...], ...] = (
    (("Rose Garden Teacup and Saucer Pink", 295), ("Rose Garden Teacup and Saucer Green", 295),
     ("Rose Garden Teacup and Saucer Blue", 295)),
    (("Alphabet Lunch Bag Red", 165), ("Alphabet Lunch Bag Navy", 165), ("Alphabet Lunch Bag Mint", 165)),
    (("Wooden Heart Decoration", 85), ("Wooden Star Decoration", 85), ("Wooden Bird Decoration", 85)),
    (("Windmill Cookie Cutter", 95), ("Tulip Cookie Cutter", 95), ("Canal House Cookie Cutter", 95)),
    (("Brass Chamberstick", 495), ("Beeswax Dinner Candles Set of 6", 450)),
    (("Jam Jar with Gingham Lid", 95), ("Jam Labels Pack of 24", 125)),
    (("Bread Proving Basket", 595), ("Linen Proving Cloth", 325)),
    (("Cafetiere Three Cup", 1275), ("Coffee Scoop with Clip", 210)),
    (("Loose Leaf Tea Caddy", 425), ("Tea Strainer and Rest", 249)),
    (("Cheese Board Slate", 795), ("Cheese Knives Set of 3", 695)),
    (("Salt Pig Stoneware", 550), ("Pepper Mill Beech", 850)),
    (("Hot Water Bottle Cream", 495), ("Knitted Hot Water Bottle Cover Grey", 695)),
    (("Croquet Set Junior", 1695), ("Quoits Garden Game", 1195)),
    (("Tin Bucket Charcoal", 395), ("Tin Watering Can Charcoal", 550)),
    (("Vintage Kitchen Scales", 1995), ("Brass Weights Set of 7", 995)),
    (("Recipe Book Hardcover", 495), ("Recipe Cards Pack of 50", 295)),
    (("Doormat Welcome", 795), ("Boot Brush Beech", 650)),
    (("Knitting Bag Floral", 595), ("Bamboo Knitting Needles Set", 450)),
    (("Paper Chain Kit Fifties", 295), ("Paper Lantern Set Fifties", 375)),
    (("Picnic Blanket Tartan", 1495), ("Picnic Flask Tartan", 995)),
    (("Chalk Board Kitchen", 595), ("Chalk Sticks Tin", 165)),
    (("Lavender Scented Candle", 375), ("Lavender Drawer Sachet", 145)),
)  # fmt: skip
"""Articles bought together: all of a set's products form planted pairs."""

BEST_SELLERS: tuple[tuple[str, int, float], ...] = (
    ("Hanging Heart Tealight Holder White", 295, 0.02),
    ("Three Tier Cake Stand Regency", 1275, 0.02),
    ("Jumbo Market Bag Tulip", 195, 0.02),
    ("Cotton Bunting Gingham", 495, 0.02),
    ("Delft Tile Coasters Set of 4", 375, 0.01),
    ("Enamel Bread Bin Cream", 1495, 0.02),
    ("Storm Lantern Galvanised", 995, 0.02),
    ("Wicker Laundry Basket", 2495, 0.01),
    ("Pantry Storage Tins Set of 3", 895, 0.02),
    ("Solar String Lights Twenty Bulbs", 850, 0.16),
    ("Folding Pocket Umbrella Dotted", 650, 0.12),
    ("Glass Tea Warmer", 1095, 0.14),
)
"""Name, list price in cents, and the share of its lines that come back: the last three are faulty."""
