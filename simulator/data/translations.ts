/** The demo store in German: kinds of products and collections. Titles of products stay English, like brand names. */
import type { Collection, Product, Translations } from "#simulator/state/model.ts";

/** German name and sentence of a product kind. */
const KINDS: Record<string, [type: string, description: string]> = {
  "Hot water bottle": ["Wärmflasche", "Füllen, umarmen, das Wetter vergessen."],
  Party: ["Fest", "Für Geburtstage, Straßenfeste und ganz gewöhnliche Samstage."],
  Candle: ["Kerze", "Ein warmer Schein für Kaminsims, Tisch oder Garten."],
  Light: ["Leuchte", "Ein kleines Licht, mit dem ein Zimmer bewohnt aussieht."],
  Umbrella: ["Schirm", "Denn die Vorhersage ist immer nur ein Vorschlag."],
  Doormat: ["Fußmatte", "Haltbar, und ein freundliches Wort für alle, die kommen."],
  Clock: ["Uhr", "Geht richtig und sieht gut aus."],
  Purse: ["Geldbörse", "Etwas Kleines für kleine Dinge."],
  "Lunch box": ["Brotdose", "Daraus schmeckt das Mittagessen besser. Wir haben es geprüft."],
  Bag: ["Tasche", "Geräumig, abwischbar und leer ganz flach."],
  Baking: ["Backen", "Für alle, die das Verzieren am schönsten finden."],
  "Cake stand": ["Tortenständer", "Gibt dem einfachen Kuchen die Bühne, die er verdient."],
  Teapot: ["Teekanne", "Für Tee, der sich Zeit lässt."],
  Teacup: ["Teetasse", "Tasse und Untertasse, für die man sich gern hinsetzt."],
  Tin: ["Dose", "Hält Kekse knusprig und Geheimnisse sicher."],
  Mug: ["Becher", "Der, der immer in Gebrauch ist."],
  Notebook: ["Notizbuch", "Platz für Listen, Pläne und bessere Pläne."],
  Pencils: ["Stifte", "Für Schreibtisch, Schulranzen und Regennachmittage."],
  Card: ["Karte", "Innen leer, damit Sie die richtigen Worte finden."],
  "Gift wrap": ["Geschenkpapier", "Das halbe Geschenk ist die Verpackung."],
  Magnet: ["Magnet", "Hält den Einkaufszettel fest und die Laune oben."],
  "Kitchen tool": ["Küchenwerkzeug", "Tut jahrelang seinen Dienst und hängt schön am Haken."],
  "Kitchen textile": ["Küchentextil", "Reine Baumwolle, die mit jeder Wäsche weicher wird."],
  Toy: ["Spielzeug", "Gemacht, um an einem Arm durchs Haus gezogen zu werden."],
  Game: ["Spiel", "Ohne Batterien, ohne Bildschirm, mit einer Seite Anleitung."],
  "Craft kit": ["Bastelset", "Alles in einer Schachtel für eine ruhige Stunde."],
  Accessory: ["Accessoire", "Eine Kleinigkeit, die zu jedem Anlass passt."],
  Garden: ["Garten", "Für Blumenkästen, Schrebergärten und alles dazwischen."],
  Frame: ["Rahmen", "Etwas an der Wand, das einen zweiten Blick lohnt."],
  Sign: ["Schild", "Sagt, was alle denken."],
  Hook: ["Haken", "Ein schönes Ende für alles, was herumliegt."],
  Cushion: ["Kissen", "Der Stuhl, um den gestritten wird."],
  Dish: ["Geschirr", "Für Frühstück, Abendbrot und die Schlüssel an der Tür."],
  Jar: ["Glas", "Schlicht genug für jeden Tag, schön genug zum Stehenlassen."],
  Box: ["Kiste", "Ein Platz für alles."],
  "Gift card": ["Gutschein", "Für alle, die lieber selbst aussuchen. Er kommt per E-Mail und läuft nie ab."],
  "Christmas decoration": ["Weihnachtsschmuck", "Kommt jeden Dezember aus der Schachtel."],
  "Easter decoration": ["Osterschmuck", "Ein fröhliches Zeichen, dass der Winter vorbei ist."],
  "Hanging decoration": ["Anhänger", "Für die Türklinke, den Baum oder das Geschenk."],
  Ornament: ["Zierstück", "Ein kleiner Fund mit viel Charme."],
};

const COLLECTIONS: Record<string, [title: string, description: string]> = {
  "candles-lights": ["Kerzen & Licht", "Halter, Laternen und kleine Lichter für lange Abende."],
  "home-decoration": ["Dekoration", "Schilder, Herzen, Rahmen und Haken für jede Wand und jedes Regal."],
  "kitchen-dining": [
    "Küche & Tisch",
    "Becher, Schüsseln und Dosen, die ihren Platz auf dem Tisch verdienen.",
  ],
  "tea-baking": ["Tee & Backen", "Tortenständer, Förmchen und Ausstecher für einen Nachmittag zu Hause."],
  "bags-travel": ["Taschen & Reise", "Brotbeutel, Tragetaschen und Schirme für unterwegs."],
  "cards-wrap-party": ["Karten, Papier & Fest", "Alles rund um das Geschenk und die Wimpelkette darüber."],
  "toys-children": ["Spielzeug & Kinder", "Spiele, Puppen und Basteleien für kleine Hände."],
  garden: ["Garten", "Töpfe, Werkzeug und Leckerbissen für das bisschen Grün draußen."],
  christmas: ["Weihnachten", "Kugeln, Bänder und Rentiere, das ganze Jahr."],
};

/** German texts of the demo store's products and collections. Products of one kind share theirs. */
export function germanTexts(products: Product[], collections: Collection[]): Translations {
  const ofKinds = new Map(
    Object.entries(KINDS).map(([kind, [type, sentence]]) => [
      kind,
      { de: { product_type: type, body_html: `<p>${sentence}</p>` } },
    ]),
  );
  const texts: Translations = new Map();
  for (const product of products) {
    const german = ofKinds.get(product.productType);
    if (german) texts.set(`gid://shopify/Product/${product.id}`, german);
  }
  for (const collection of collections) {
    const german = COLLECTIONS[collection.handle];
    if (!german) continue;
    const [title, sentence] = german;
    texts.set(`gid://shopify/Collection/${collection.id}`, {
      de: { title, body_html: `<p>${sentence}</p>` },
    });
  }
  return texts;
}
