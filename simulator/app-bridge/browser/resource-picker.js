/** `shopify.resourcePicker`: a plain list to choose products, variants or collections from. */
import { askSimulator } from "./channel.js";

const element = (tag, properties = {}, children = []) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const PICKER_STYLE = `
  dialog.simulator-picker { border: 0; border-radius: 10px; width: min(560px, calc(100vw - 32px)); padding: 16px;
    font: 14px system-ui, sans-serif; color: #1d2430; box-shadow: 0 12px 48px rgb(16 24 40 / 28%); }
  dialog.simulator-picker ul { list-style: none; padding: 0; margin: 12px 0; max-height: 50vh; overflow: auto; }
  dialog.simulator-picker label { display: flex; gap: 8px; padding: 6px 0; }
  dialog.simulator-picker .actions { display: flex; gap: 8px; justify-content: flex-end; }
`;

/** Opens the list; resolves to the chosen resources, or undefined when it is closed. */
export async function resourcePicker(options) {
  const chosen = new Set((options.selectionIds ?? []).map((each) => each.id));
  const known = new Map();
  const list = element("ul");
  const search = element("input", {
    type: "search",
    value: options.query ?? "",
    ariaLabel: "Search",
    placeholder: "Search",
  });
  const single = !options.multiple;

  const draw = (resources) => {
    list.replaceChildren(
      ...resources.map((resource) => {
        known.set(resource.id, resource);
        const box = element("input", {
          type: single ? "radio" : "checkbox",
          name: "resource",
          checked: chosen.has(resource.id),
        });
        box.addEventListener("change", () => {
          if (single) chosen.clear();
          if (box.checked) chosen.add(resource.id);
          else chosen.delete(resource.id);
        });
        return element("li", {}, [element("label", {}, [box, resource.title])]);
      }),
    );
  };
  const load = async () => {
    const parameters = new URLSearchParams({ type: options.type, query: search.value });
    draw((await askSimulator(`resources?${parameters}`)).resources);
  };
  search.addEventListener("input", () => void load());
  await load();

  return new Promise((resolve) => {
    const cancel = element("button", { type: "button", textContent: "Cancel" });
    const select = element("button", {
      type: "button",
      textContent: options.action === "select" ? "Select" : "Add",
    });
    const dialog = element("dialog", { className: "simulator-picker", ariaLabel: `Choose ${options.type}` }, [
      element("style", { textContent: PICKER_STYLE }),
      search,
      list,
      element("div", { className: "actions" }, [cancel, select]),
    ]);
    const finish = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    cancel.addEventListener("click", () => finish(undefined));
    dialog.addEventListener("cancel", () => finish(undefined));
    select.addEventListener("click", () => {
      const selection = [...chosen].map((id) => known.get(id) ?? { id });
      finish(Object.assign(selection, { selection }));
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
