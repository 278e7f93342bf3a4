/** One simple drawing per product type, in a square of 200 by 200. */

export interface Colours {
  /** Fill of the main body: a colour or a pattern. */
  fill: string;
  main: string;
  dark: string;
  light: string;
}

type Shape = (colours: Colours) => string;

const PAPER = "#fffdf8";

const SHAPES: Record<string, Shape> = {
  "Hot water bottle": ({ fill, dark, light }) =>
    `<rect x="86" y="30" width="28" height="22" rx="6" fill="${dark}"/><path d="M78 54h44l4 16c16 4 22 14 22 30v48c0 14-8 22-22 22H74c-14 0-22-8-22-22v-48c0-16 6-26 22-30z" fill="${fill}"/><path d="M100 138c-18-14-26-22-26-32 0-14 18-18 26-4 8-14 26-10 26 4 0 10-8 18-26 32z" fill="${light}"/>`,
  Party: ({ main, dark, light }) =>
    `<path d="M18 58q82 62 164 0" fill="none" stroke="${dark}" stroke-width="4"/><path d="M28 66l30 14-22 30z" fill="${main}"/><path d="M66 84l32 6-18 32z" fill="${light}"/><path d="M104 90l32-6-12 36z" fill="${dark}"/><path d="M142 80l28-16-6 36z" fill="${main}"/><circle cx="60" cy="150" r="6" fill="${main}"/><circle cx="100" cy="160" r="5" fill="${dark}"/><circle cx="138" cy="148" r="7" fill="${light}"/>`,
  Candle: ({ fill, dark, light }) =>
    `<path d="M100 26c14 18 16 28 0 40-16-12-14-22 0-40z" fill="#f0b441"/><path d="M100 44c6 9 7 14 0 20-7-6-6-11 0-20z" fill="#fbe6a8"/><rect x="97" y="64" width="6" height="14" fill="${dark}"/><path d="M62 78h76v72c0 12-8 20-20 20H82c-12 0-20-8-20-20z" fill="${fill}"/><ellipse cx="100" cy="78" rx="38" ry="10" fill="${light}"/>`,
  Light: ({ main, dark, light }) =>
    `<path d="M14 60q86 70 172 0" fill="none" stroke="${dark}" stroke-width="4"/>${[
      [40, 84],
      [78, 99],
      [122, 99],
      [160, 84],
    ]
      .map(
        ([x, y], index) =>
          `<rect x="${x! - 6}" y="${y! - 6}" width="12" height="12" rx="3" fill="${dark}"/><path d="M${x! - 14} ${y! + 22}a14 16 0 1 0 28 0c0-8-6-16-14-16s-14 8-14 16z" fill="${index % 2 ? light : "#f4c75f"}"/>`,
      )
      .join("")}<circle cx="100" cy="164" r="5" fill="${main}"/>`,
  Umbrella: ({ fill, dark, light }) =>
    `<path d="M26 104a74 70 0 0 1 148 0c-10-10-26-10-37 0-10-10-27-10-37 0-10-10-27-10-37 0-11-10-27-10-37 0z" fill="${fill}"/><path d="M63 104c2-30 14-56 37-70 23 14 35 40 37 70-10-10-27-10-37 0-10-10-27-10-37 0z" fill="${light}" opacity=".45"/><path d="M100 34V24M100 98v58c0 18-26 18-26 2" fill="none" stroke="${dark}" stroke-width="6" stroke-linecap="round"/>`,
  Doormat: ({ fill, dark }) =>
    `<path d="M34 132l22-58h88l22 58z" fill="${fill}"/><path d="M34 132h132v12H34z" fill="${dark}"/><path d="M70 88h60l10 30H60z" fill="none" stroke="${PAPER}" stroke-width="4"/><path d="M86 106h28" stroke="${PAPER}" stroke-width="6" stroke-linecap="round"/>`,
  Clock: ({ main, dark, light }) =>
    `<circle cx="66" cy="50" r="16" fill="${dark}"/><circle cx="134" cy="50" r="16" fill="${dark}"/><path d="M62 156l-12 16M138 156l12 16" stroke="${dark}" stroke-width="8" stroke-linecap="round"/><circle cx="100" cy="108" r="62" fill="${main}"/><circle cx="100" cy="108" r="48" fill="${PAPER}"/><path d="M100 78v30l22 14" fill="none" stroke="${dark}" stroke-width="6" stroke-linecap="round"/><circle cx="100" cy="108" r="5" fill="${light}"/>`,
  Purse: ({ fill, dark, light }) =>
    `<path d="M40 92q60-40 120 0l10 46c4 18-6 30-24 30H54c-18 0-28-12-24-30z" fill="${fill}"/><path d="M40 94q60-40 120 0" fill="none" stroke="${dark}" stroke-width="9" stroke-linecap="round"/><circle cx="92" cy="64" r="9" fill="${light}"/><circle cx="108" cy="64" r="9" fill="${dark}"/>`,
  "Lunch box": ({ fill, dark, light }) =>
    `<path d="M72 66c0-24 56-24 56 0" fill="none" stroke="${dark}" stroke-width="8"/><rect x="32" y="66" width="136" height="96" rx="14" fill="${fill}"/><path d="M32 96h136" stroke="${dark}" stroke-width="4"/><rect x="86" y="86" width="28" height="20" rx="5" fill="${light}"/>`,
  Bag: ({ fill, dark, light }) =>
    `<path d="M70 82V62c0-40 60-40 60 0v20" fill="none" stroke="${dark}" stroke-width="9"/><path d="M44 78h112l12 84c1 8-4 14-12 14H44c-8 0-13-6-12-14z" fill="${fill}"/><path d="M44 78h112l2 16H42z" fill="${light}" opacity=".6"/>`,
  Baking: ({ fill, main, dark, light }) =>
    `<path d="M58 100c-18-2-22-30 0-34 2-28 44-36 56-14 24-8 44 20 28 34 8 8 2 16-6 16z" fill="${light}"/><circle cx="102" cy="42" r="10" fill="${main}"/><path d="M50 100h100l-14 66c-1 6-5 8-10 8H74c-5 0-9-2-10-8z" fill="${fill}"/><path d="M76 102l6 70M100 102v72M124 102l-6 70" stroke="${dark}" stroke-width="3" opacity=".5"/>`,
  "Cake stand": ({ fill, dark, light, main }) =>
    `<path d="M96 30h8v136h-8z" fill="${dark}"/><ellipse cx="100" cy="62" rx="34" ry="7" fill="${fill}"/><ellipse cx="100" cy="106" rx="54" ry="9" fill="${fill}"/><ellipse cx="100" cy="152" rx="74" ry="11" fill="${fill}"/><path d="M70 104c0-16 20-16 20 0zM112 104c0-16 20-16 20 0z" fill="${light}"/><path d="M44 150c0-18 24-18 24 0zM88 150c0-18 24-18 24 0zM132 150c0-18 24-18 24 0z" fill="${light}"/><circle cx="100" cy="26" r="8" fill="${main}"/><circle cx="56" cy="134" r="4" fill="${main}"/><circle cx="144" cy="134" r="4" fill="${main}"/>`,
  Teapot: ({ fill, dark, light }) =>
    `<path d="M138 94c34-14 40 44-2 44" fill="none" stroke="${dark}" stroke-width="10"/><path d="M62 116c-18-4-22-20-40-26l8-10c22 6 26 16 38 20z" fill="${dark}"/><path d="M56 84h88c12 40 2 78-20 84H76c-22-6-32-44-20-84z" fill="${fill}"/><path d="M62 84c4-24 72-24 76 0z" fill="${light}"/><circle cx="100" cy="58" r="9" fill="${dark}"/>`,
  Teacup: ({ fill, dark, light }) =>
    `<path d="M136 86c34-8 34 40-8 42" fill="none" stroke="${dark}" stroke-width="8"/><path d="M48 76h92c0 44-14 72-46 72S48 120 48 76z" fill="${fill}"/><ellipse cx="94" cy="77" rx="46" ry="10" fill="${light}"/><ellipse cx="96" cy="160" rx="68" ry="11" fill="${dark}"/><ellipse cx="96" cy="156" rx="62" ry="8" fill="${light}"/>`,
  Tin: ({ fill, dark, light }) =>
    `<path d="M44 74h112v88c0 8-26 15-56 15s-56-7-56-15z" fill="${fill}"/><ellipse cx="100" cy="68" rx="62" ry="18" fill="${dark}"/><ellipse cx="100" cy="60" rx="62" ry="18" fill="${light}"/><circle cx="100" cy="52" r="9" fill="${dark}"/>`,
  Mug: ({ fill, dark, light }) =>
    `<path d="M134 84c42-10 42 58 0 52" fill="none" stroke="${dark}" stroke-width="10"/><path d="M46 66h92v84c0 12-8 20-20 20H66c-12 0-20-8-20-20z" fill="${fill}"/><ellipse cx="92" cy="66" rx="46" ry="10" fill="${light}"/><path d="M78 48c-6-10 6-14 0-24M104 48c-6-10 6-14 0-24" fill="none" stroke="${dark}" stroke-width="4" stroke-linecap="round" opacity=".45"/>`,
  Notebook: ({ fill, dark, light }) =>
    `<rect x="50" y="34" width="106" height="136" rx="8" fill="${fill}"/><rect x="50" y="34" width="22" height="136" rx="6" fill="${dark}"/><rect x="86" y="60" width="54" height="34" rx="5" fill="${light}"/><path d="M96 72h34M96 82h22" stroke="${dark}" stroke-width="4" stroke-linecap="round"/>`,
  Pencils: ({ main, dark, light }) =>
    `<g stroke-linejoin="round"><path d="M60 60l14-30 14 30v60H60z" fill="${main}"/><path d="M67 45l7-15 7 15z" fill="${dark}"/><path d="M90 50l13-28 13 28v70H90z" fill="${light}"/><path d="M97 36l6-14 6 14z" fill="${dark}"/><path d="M118 66l13-28 13 28v54h-26z" fill="#f0b441"/><path d="M125 52l6-14 6 14z" fill="${dark}"/></g><path d="M46 104h108l-8 66H54z" fill="${dark}"/><path d="M46 104h108l-2 14H48z" fill="${main}"/>`,
  Card: ({ fill, dark, light }) =>
    `<path d="M36 62l84-22 30 112-84 22z" fill="${dark}" opacity=".3"/><rect x="44" y="48" width="92" height="120" rx="6" fill="${PAPER}" stroke="${dark}" stroke-width="3"/><rect x="56" y="60" width="68" height="62" rx="4" fill="${fill}"/><path d="M90 108c-13-10-19-16-19-23 0-10 13-13 19-3 6-10 19-7 19 3 0 7-6 13-19 23z" fill="${light}"/><path d="M62 138h56M72 150h36" stroke="${dark}" stroke-width="4" stroke-linecap="round"/>`,
  "Gift wrap": ({ fill, dark, light }) =>
    `<rect x="40" y="84" width="120" height="84" rx="6" fill="${fill}"/><rect x="32" y="64" width="136" height="28" rx="6" fill="${dark}"/><rect x="88" y="64" width="24" height="104" fill="${light}"/><path d="M100 62c-34-4-44-38-20-38 14 0 20 20 20 38zM100 62c34-4 44-38 20-38-14 0-20 20-20 38z" fill="none" stroke="${light}" stroke-width="9"/>`,
  Magnet: ({ main, dark, light }) =>
    `<path d="M48 44h34v58c0 24 36 24 36 0V44h34v58c0 70-104 70-104 0z" fill="${main}"/><path d="M48 44h34v26H48zM118 44h34v26h-34z" fill="${light}"/><path d="M60 160l-8 14M100 168v14M140 160l8 14" stroke="${dark}" stroke-width="5" stroke-linecap="round"/>`,
  "Kitchen tool": ({ main, dark, light }) =>
    `<path d="M66 34c20 0 24 46 8 60v74c0 8-16 8-16 0V94C42 80 46 34 66 34z" fill="${main}"/><path d="M112 34v40c0 10 6 14 10 18v76c0 8 16 8 16 0V92c4-4 10-8 10-18V34h-8v36h-6V34h-8v36h-6V34z" fill="${dark}"/><ellipse cx="66" cy="60" rx="8" ry="16" fill="${light}" opacity=".6"/>`,
  "Kitchen textile": ({ fill, dark, light }) =>
    `<path d="M74 30c0 30 52 30 52 0" fill="none" stroke="${dark}" stroke-width="7"/><path d="M70 40h60l6 36 22 6-6 88H48l-6-88 22-6z" fill="${fill}"/><path d="M74 108h52v26c0 14-52 14-52 0z" fill="${light}"/><path d="M64 78q-26 6-36 22M136 78q26 6 36 22" fill="none" stroke="${dark}" stroke-width="5"/>`,
  Toy: ({ fill, dark, light }) =>
    `<circle cx="64" cy="50" r="20" fill="${dark}"/><circle cx="136" cy="50" r="20" fill="${dark}"/><ellipse cx="100" cy="138" rx="46" ry="40" fill="${fill}"/><ellipse cx="100" cy="142" rx="26" ry="24" fill="${light}"/><circle cx="100" cy="76" r="42" fill="${fill}"/><ellipse cx="100" cy="88" rx="18" ry="14" fill="${light}"/><circle cx="85" cy="68" r="5" fill="#33302c"/><circle cx="115" cy="68" r="5" fill="#33302c"/><path d="M94 84h12l-6 7z" fill="#33302c"/>`,
  Game: ({ main, dark, light }) =>
    `<g transform="rotate(-9 82 112)"><rect x="36" y="70" width="84" height="84" rx="14" fill="${main}"/><circle cx="58" cy="92" r="8" fill="${PAPER}"/><circle cx="98" cy="132" r="8" fill="${PAPER}"/><circle cx="78" cy="112" r="8" fill="${PAPER}"/></g><g transform="rotate(14 136 84)"><rect x="106" y="52" width="60" height="60" rx="11" fill="${light}"/><circle cx="122" cy="68" r="6" fill="${dark}"/><circle cx="150" cy="96" r="6" fill="${dark}"/></g>`,
  "Craft kit": ({ main, dark, light }) =>
    `<rect x="60" y="40" width="80" height="18" rx="6" fill="${dark}"/><rect x="60" y="142" width="80" height="18" rx="6" fill="${dark}"/><path d="M70 58h60v84H70z" fill="${main}"/><path d="M70 72h60M70 88h60M70 104h60M70 120h60" stroke="${light}" stroke-width="4"/><path d="M130 120c30 0 36 18 28 44" fill="none" stroke="${main}" stroke-width="4"/><path d="M158 110v66" stroke="#8a8f8c" stroke-width="5" stroke-linecap="round"/>`,
  Accessory: ({ main, dark, light }) =>
    `<path d="M40 46c0 92 120 92 120 0" fill="none" stroke="${dark}" stroke-width="5"/>${[
      [47, 78],
      [66, 102],
      [134, 102],
      [153, 78],
    ]
      .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="9" fill="${light}"/>`)
      .join(
        "",
      )}<path d="M100 168c-24-18-34-28-34-42 0-18 24-22 34-5 10-17 34-13 34 5 0 14-10 24-34 42z" fill="${main}"/>`,
  Garden: ({ fill, dark, light }) =>
    `<path d="M100 104V66" stroke="#5b7f56" stroke-width="6" stroke-linecap="round"/><path d="M100 92c-32 2-42-22-42-40 28 0 42 16 42 40zM100 82c0-26 14-42 42-44 0 24-14 44-42 44z" fill="#7fa678"/><path d="M48 100h104v20H48z" fill="${dark}"/><path d="M56 120h88l-10 46c-1 6-5 8-10 8H76c-5 0-9-2-10-8z" fill="${fill}"/><path d="M74 134h52" stroke="${light}" stroke-width="6" stroke-linecap="round"/>`,
  Frame: ({ main, dark, light }) =>
    `<path d="M100 22L74 46h52z" fill="none" stroke="${dark}" stroke-width="4"/><rect x="40" y="46" width="120" height="126" rx="6" fill="${main}"/><rect x="56" y="62" width="88" height="94" fill="${PAPER}"/><path d="M56 156l34-42 22 24 14-14 18 24v8z" fill="${light}"/><circle cx="120" cy="88" r="11" fill="#f0b441"/>`,
  Sign: ({ fill, dark, light }) =>
    `<path d="M100 26L64 66h72z" fill="none" stroke="${dark}" stroke-width="4"/><circle cx="100" cy="26" r="6" fill="${dark}"/><rect x="30" y="66" width="140" height="86" rx="10" fill="${fill}"/><rect x="40" y="76" width="120" height="66" rx="6" fill="none" stroke="${light}" stroke-width="4"/><path d="M60 98h80M74 120h52" stroke="${PAPER}" stroke-width="8" stroke-linecap="round"/>`,
  Hook: ({ main, dark, light }) =>
    `<rect x="28" y="58" width="144" height="34" rx="10" fill="${main}"/>${[58, 100, 142]
      .map(
        (x) =>
          `<path d="M${x} 92v28c0 22 26 22 26 2" fill="none" stroke="${dark}" stroke-width="8" stroke-linecap="round"/><circle cx="${x}" cy="75" r="8" fill="${light}"/>`,
      )
      .join("")}`,
  Cushion: ({ fill, dark, light }) =>
    `<path d="M40 52q60 14 120 0 14 50 0 100-60-14-120 0-14-50 0-100z" fill="${fill}"/><path d="M100 128c-22-17-32-26-32-38 0-16 22-21 32-5 10-16 32-11 32 5 0 12-10 21-32 38z" fill="${light}"/><g fill="${dark}"><circle cx="40" cy="52" r="6"/><circle cx="160" cy="52" r="6"/><circle cx="40" cy="152" r="6"/><circle cx="160" cy="152" r="6"/></g>`,
  Dish: ({ fill, dark, light }) =>
    `<path d="M30 92h140c0 44-30 70-70 70s-70-26-70-70z" fill="${fill}"/><ellipse cx="100" cy="92" rx="70" ry="14" fill="${light}"/><path d="M74 160h52v10H74z" fill="${dark}"/><circle cx="82" cy="80" r="15" fill="#c8503c"/><circle cx="112" cy="76" r="18" fill="#f0b441"/><path d="M30 92a70 14 0 0 0 140 0z" fill="${fill}"/>`,
  Jar: ({ main, dark, light }) =>
    `<rect x="62" y="34" width="76" height="24" rx="7" fill="${main}"/><path d="M66 60h68c14 8 18 16 18 30v64c0 12-8 20-20 20H68c-12 0-20-8-20-20V90c0-14 4-22 18-30z" fill="${light}"/><path d="M48 112h104v42c0 12-8 20-20 20H68c-12 0-20-8-20-20z" fill="${main}" opacity=".75"/><rect x="70" y="96" width="60" height="38" rx="6" fill="${PAPER}"/><path d="M82 110h36M88 121h24" stroke="${dark}" stroke-width="4" stroke-linecap="round"/>`,
  Box: ({ fill, dark, light }) =>
    `<path d="M34 82h132v80c0 6-4 10-10 10H44c-6 0-10-4-10-10z" fill="${fill}"/><path d="M26 58h148v28H26z" fill="${dark}"/><rect x="84" y="104" width="32" height="22" rx="5" fill="${light}"/>`,
  "Christmas decoration": ({ fill, dark, light }) =>
    `<path d="M100 18v26" stroke="${dark}" stroke-width="4"/><rect x="88" y="42" width="24" height="18" rx="4" fill="#d9b45b"/><circle cx="100" cy="114" r="56" fill="${fill}"/><path d="M45 106q55 26 110 0M48 130q52 22 104 0" fill="none" stroke="${light}" stroke-width="7"/>`,
  "Easter decoration": ({ fill, dark, light }) =>
    `<path d="M100 34c34 0 54 52 54 84 0 34-24 54-54 54s-54-20-54-54c0-32 20-84 54-84z" fill="${fill}"/><path d="M52 92l16 12 16-12 16 12 16-12 16 12 16-12" fill="none" stroke="${light}" stroke-width="7"/><path d="M48 128h104" stroke="${dark}" stroke-width="6"/>`,
  "Hanging decoration": ({ fill, dark, light }) =>
    `<path d="M100 20v34" stroke="${dark}" stroke-width="4"/><path d="M100 172c-48-36-70-56-70-84 0-38 50-48 70-12 20-36 70-26 70 12 0 28-22 48-70 84z" fill="${fill}"/><path d="M54 76c6-10 18-14 28-8" fill="none" stroke="${light}" stroke-width="7" stroke-linecap="round"/>`,
  Ornament: ({ fill, dark, light }) =>
    `<path d="M84 40h32v18c0 16 34 30 34 66 0 28-20 46-50 46s-50-18-50-46c0-36 34-50 34-66z" fill="${fill}"/><rect x="78" y="32" width="44" height="14" rx="6" fill="${dark}"/><path d="M64 118q36 20 72 0" fill="none" stroke="${light}" stroke-width="7"/>`,
};

/** Whether there is a drawing for a product type. */
export function hasShape(productType: string): boolean {
  return Object.hasOwn(SHAPES, productType);
}

/** The drawing of a product type; things of unknown type get a vase. */
export function shapeOf(productType: string, colours: Colours): string {
  const shape = hasShape(productType) ? SHAPES[productType] : SHAPES["Ornament"];
  return shape ? shape(colours) : "";
}
