/**
 * Sorts the shop's products into types by the words of their titles. The type decides the collection and the
 * drawing that stands for a photo.
 */

export interface ProductKind {
  /** Shopify's product type. */
  type: string;
  collection: CollectionHandle;
  /** Tested against the lower-case title; the first kind that matches wins. */
  words: RegExp;
  /** One sentence of description. */
  description: string;
}

export type CollectionHandle =
  | "candles-lights"
  | "kitchen-dining"
  | "tea-baking"
  | "bags-travel"
  | "cards-wrap-party"
  | "home-decoration"
  | "toys-children"
  | "garden"
  | "christmas";

export const COLLECTIONS: Record<CollectionHandle, { title: string; description: string }> = {
  "candles-lights": {
    title: "Candles & lights",
    description: "Holders, lanterns and little lights for long evenings.",
  },
  "home-decoration": {
    title: "Home decoration",
    description: "Signs, hearts, frames and hooks for every wall and shelf.",
  },
  "kitchen-dining": {
    title: "Kitchen & dining",
    description: "Mugs, bowls and tins that earn their place on the table.",
  },
  "tea-baking": {
    title: "Tea & baking",
    description: "Cake stands, cases and cutters for an afternoon at home.",
  },
  "bags-travel": { title: "Bags & travel", description: "Lunch bags, totes and umbrellas to take along." },
  "cards-wrap-party": {
    title: "Cards, wrap & party",
    description: "Everything around the present, and the bunting above it.",
  },
  "toys-children": { title: "Toys & children", description: "Games, dolls and crafts for small hands." },
  garden: { title: "Garden", description: "Pots, tools and treats for the bit of green outside." },
  christmas: { title: "Christmas", description: "Baubles, ribbons and reindeer, all year round." },
};

const KINDS: ProductKind[] = [
  kind(
    "Hot water bottle",
    "home-decoration",
    /hot water bottle|hottie|hand warmer/,
    "Fill it, hug it, forget the weather.",
  ),
  kind(
    "Party",
    "cards-wrap-party",
    /party bag|bunting|garland|paper chain|balloon|honeycomb|napkin|paper (cup|plate)|straws|cocktail parasol|tissues/,
    "For birthdays, street parties and ordinary Saturdays.",
  ),
  kind(
    "Candle",
    "candles-lights",
    /t-light|candle|incense|lantern|tea lights/,
    "A warm glow for the mantelpiece, the table or the garden.",
  ),
  kind(
    "Light",
    "candles-lights",
    /\blights\b|night ?light|torch|lamp\b|\bled\b/,
    "A little light that makes a room feel lived in.",
  ),
  kind(
    "Umbrella",
    "bags-travel",
    /umbrella|parasol|poncho|rain hat/,
    "Because the forecast is only ever a suggestion.",
  ),
  kind(
    "Doormat",
    "home-decoration",
    /doormat|acapulco mat/,
    "Hard-wearing, and a friendly word for whoever calls.",
  ),
  kind("Clock", "home-decoration", /clock/, "Keeps time in style."),
  kind("Purse", "bags-travel", /purse|wallet/, "A small thing to keep small things in."),
  kind(
    "Lunch box",
    "kitchen-dining",
    /lunch box|snack box|picnic box|food container|picnic basket/,
    "Lunch tastes better out of it. We checked.",
  ),
  kind("Bag", "bags-travel", /\bbags?\b|shopper|backpack/, "Roomy, wipe-clean and folds away when empty."),
  kind(
    "Baking",
    "tea-baking",
    /cake cases|cases?\b.*(cake|loaf|petit)|baking|cookie cutter|biscuit cutter|mould|petit four|doil(ey|ie|y)s?\b(?!.*(bag|tin))|lace paper set/,
    "For everyone who thinks the best part is decorating.",
  ),
  kind(
    "Cake stand",
    "tea-baking",
    /cake ?stand|cake plate|tea plate/,
    "Gives a plain sponge the stage it deserves.",
  ),
  kind(
    "Teapot",
    "tea-baking",
    /teapot|milk jug|\bjug\b|sugar (bowl|jam)|tea strainer|tongs|coffee container|tea,coffee/,
    "Made for tea with time to spare.",
  ),
  kind("Teacup", "tea-baking", /teacup|tea cup|cup and saucer/, "A cup and saucer worth sitting down for."),
  kind(
    "Tin",
    "kitchen-dining",
    /\btins?\b|bread bin|recipe box|container/,
    "Keeps biscuits crisp and secrets safe.",
  ),
  kind(
    "Mug",
    "kitchen-dining",
    /\bmugs?\b|beaker|(?<!egg |catch )\bcup\b|tumbler|tea glass/,
    "The one that is always in use.",
  ),
  kind(
    "Notebook",
    "cards-wrap-party",
    /notebook|note book|address book|exercise book|notepad|shopping list|photo album/,
    "Room for lists, plans and better plans.",
  ),
  kind(
    "Pencils",
    "cards-wrap-party",
    /\bpens?\b|pencil|chalk stick|eraser|ruler|stamp set|stencil|stationery|writing set|colouring/,
    "For desks, satchels and rainy afternoons.",
  ),
  kind(
    "Card",
    "cards-wrap-party",
    /\bcards?\b|invites|postcard/,
    "Blank inside, so you can find the right words.",
  ),
  kind(
    "Gift wrap",
    "cards-wrap-party",
    /\bwrap\b|ribbon|\btapes?\b|gift tag|gift box|panneton?e/,
    "The present is half in the wrapping.",
  ),
  kind("Magnet", "kitchen-dining", /magnet/, "Holds up the shopping list, and the mood."),
  kind(
    "Kitchen tool",
    "kitchen-dining",
    /cutlery|spoon|frying pan|rolling pin|scales|opener|pastry brush|washing up|colander|scoop|sieve|masher|screwdriver|scrubbing/,
    "Does its job for years and looks good on the hook.",
  ),
  kind(
    "Kitchen textile",
    "kitchen-dining",
    /apron|tea towel|oven (glove|mitt)|food cover|placemat|coasters?/,
    "Pure cotton, and it gets softer with every wash.",
  ),
  kind(
    "Toy",
    "toys-children",
    /\bdoll\b|teddy|\btoys?\b|soft toy|playhouse|felt(craft)? (doll|princess)|rocking horse|mouse|height chart|baby gift/,
    "Made to be dragged around by one arm.",
  ),
  kind(
    "Game",
    "toys-children",
    /jigsaw|dominoes|ludo|bingo|skittles|\bgame\b|puzzle|spinning|skipping|snakes|gliders?|heads and tails|catch cup|donkey|harmonica|bubbles|modelling clay|water bomb|calculator|slate (dolly|spaceboy)|drawing slate/,
    "No batteries, no screens, no instructions longer than a page.",
  ),
  kind(
    "Craft kit",
    "toys-children",
    /felt ?craft|\bcraft\b|sewing|knitting|button|\bkit\b/,
    "Everything in one box for a quiet hour.",
  ),
  kind(
    "Accessory",
    "bags-travel",
    /necklace|bracelet|earring|\brings?\b|\bcharm\b|hair|clips|brooch|lip gloss|key ?ring|key fob|\bfan\b|luggage tag|badges|bath sponge/,
    "A small treat that fits every occasion.",
  ),
  kind(
    "Garden",
    "garden",
    /garden|plant|herb marker|watering|trowel|\brake\b|\bspade\b|planter|\bgrow\b|potting|bird ?house|hen house|thermometer|trellis|wheelbarrow|secateurs|seaside bucket|windmill|kneeling|hammock|bucket/,
    "For window boxes, allotments and everything between.",
  ),
  kind(
    "Frame",
    "home-decoration",
    /frame|mirror|photo|memo ?board|blackboard|black board|chalkboard|\bart\b/,
    "Something on the wall worth a second look.",
  ),
  kind(
    "Sign",
    "home-decoration",
    /\bsign\b|letters|block word|door hanger|plaque/,
    "Says what everyone is thinking.",
  ),
  kind(
    "Hook",
    "home-decoration",
    /hook|hanger|coat rack|knob|doorstop/,
    "A good-looking end to things lying about.",
  ),
  kind(
    "Cushion",
    "home-decoration",
    /cushion|foot stool|filler pad|throw|quilt/,
    "The chair you will fight over.",
  ),
  kind(
    "Dish",
    "kitchen-dining",
    /breakfast set|tea set|tea for one|salt and pepper|caddy|bowl|plates?\b|dish|egg cup|egg holder|jelly|sundae|tray|egg cosy/,
    "For breakfast, supper and keys by the door.",
  ),
  kind(
    "Jar",
    "kitchen-dining",
    /\bjars?\b|bottle|vase|\bpots?\b|flask|cloche|glass|matches/,
    "Plain enough for every day, pretty enough to keep out.",
  ),
  kind(
    "Box",
    "home-decoration",
    /\bbox(es)?\b|drawer|cabinet|chest|crate|basket|storage|organiser|rack|\bbin\b|tidy|money bank|piggy|mini cases|holder|trinket/,
    "A place for everything.",
  ),
  kind(
    "Christmas decoration",
    "christmas",
    /christmas|reindeer|bauble|\bangel|sleigh|jingle|santa|cracker/,
    "Comes out of the box every December.",
  ),
  kind(
    "Easter decoration",
    "home-decoration",
    /easter|bunny|chick\b|rabbit|\bhen\b|\beggs?\b/,
    "A cheerful sign that winter is over.",
  ),
  kind(
    "Hanging decoration",
    "home-decoration",
    /heart|love|star\b|wicker|hanging|decoration|mobile/,
    "Hang it on a door knob, a tree or a present.",
  ),
];

const OTHER = kind("Ornament", "home-decoration", /^/, "A small find with a lot of charm.");

function kind(type: string, collection: CollectionHandle, words: RegExp, description: string): ProductKind {
  return { type, collection, words, description };
}

/** The kind of a product by its title; things of no special kind are ornaments. */
export function kindOf(title: string): ProductKind {
  const words = title.toLowerCase();
  return KINDS.find((candidate) => candidate.words.test(words)) ?? OTHER;
}

/** Collections a product belongs to: that of its kind, and Christmas for everything with Christmas on it. */
export function collectionsOf(title: string): CollectionHandle[] {
  const own = kindOf(title).collection;
  return own !== "christmas" && /christmas/i.test(title) ? [own, "christmas"] : [own];
}
