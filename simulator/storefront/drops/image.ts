import { Drop } from "liquidjs";

export class ImageDrop extends Drop {
  src: string;
  alt: string;
  width = 800;
  height = 800;
  aspect_ratio = 1;
  media_type = "image";

  constructor(src: string, alt: string) {
    super();
    this.src = src;
    this.alt = alt;
  }

  override valueOf(): string {
    return this.src;
  }
}
