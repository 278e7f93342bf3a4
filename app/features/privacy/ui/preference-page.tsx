import { AboutYou } from "./about-you.tsx";
import { PREFERENCE_STYLE } from "./preference-style.ts";
import { confirmWords, type PreferenceKey, type PreferenceText } from "./preference-text.ts";
import type { ChannelView, ChoiceView, ConfirmView, PreferenceView } from "./preference-view.ts";

const TOPICS = ["offers", "news", "rewards", "reminders"] as const;
const FREQUENCIES = ["all", "weekly", "monthly"] as const;
const PAUSES = ["30", "90"] as const;
const FORMATS = ["html", "csv", "json"] as const;

/** The preference centre. Rendered on the server; works without script, with a keyboard and on a narrow screen. */
export function PreferencePage({ view, text }: { view: PreferenceView; text: PreferenceText }) {
  return (
    <div className="perennial-preferences" lang={text.language} dir={text.direction}>
      <style dangerouslySetInnerHTML={{ __html: PREFERENCE_STYLE }} />
      <h1>{text.text("title")}</h1>
      <Message message={view.message} text={text} />
      {view.before && view.choice && <Undo view={view} text={text} />}
      {view.choice === null && view.loginUrl && (
        <p>
          {text.text("sign_in_text")} <a href={view.loginUrl}>{text.text("sign_in")}</a>
        </p>
      )}
      {view.choice && view.isErasing && <EraseForm view={view} text={text} />}
      {view.choice && !view.isErasing && (
        <>
          <p>{text.text("intro", { shop: view.shopName })}</p>
          <ChoiceForm view={view} choice={view.choice} text={text} />
          {view.about && <AboutYou about={view.about} action={view.action} token={view.token} text={text} />}
          <YourData view={view} text={text} />
        </>
      )}
    </div>
  );
}

/** What a link to confirm a subscription opens. */
export function ConfirmPage({ view, text }: { view: ConfirmView; text: PreferenceText }) {
  return (
    <div className="perennial-preferences" lang={text.language} dir={text.direction}>
      <style dangerouslySetInnerHTML={{ __html: PREFERENCE_STYLE }} />
      <h1>{text.text("confirm_title")}</h1>
      <Message message={view.message} text={text} />
      {view.action && view.channel && (
        <form method="post" action={view.action}>
          <p>{confirmWords(text, { shopName: view.shopName, channel: view.channel })}</p>
          <button type="submit">{text.text("confirm_button")}</button>
        </form>
      )}
    </div>
  );
}

interface Part {
  view: PreferenceView;
  text: PreferenceText;
}

function Message({ message, text }: { message: PreferenceView["message"]; text: PreferenceText }) {
  if (!message) return null;
  return (
    <p className={`perennial-preferences__message${message.isError ? " is-error" : ""}`} role="status">
      {text.text(message.key)}
    </p>
  );
}

function Hidden({ values }: { values: Record<string, string> }) {
  return Object.entries(values).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));
}

const isOn = ({ state }: ChannelView) => state === "subscribed";

function ChoiceForm({ view, choice, text }: Part & { choice: ChoiceView }) {
  return (
    <form method="post" action={view.action}>
      <Hidden values={{ intent: "save", token: view.token }} />
      <fieldset>
        <legend>{text.text("channels")}</legend>
        {choice.channels.map((channel) => (
          <div key={channel.channel} className="perennial-preferences__row">
            <Hidden values={{ [`was_${channel.channel}`]: isOn(channel) ? "on" : "off" }} />
            <label>
              <input type="checkbox" name={channel.channel} defaultChecked={isOn(channel)} />
              <span>
                {text.text(`channel_${channel.channel}`)}
                <small>
                  {text.text(stateKey(channel))}
                  {channel.since && (
                    <>
                      {" · "}
                      <time dateTime={channel.since.toISOString()}>
                        {text.text("since", { date: text.date(channel.since) })}
                      </time>
                    </>
                  )}
                </small>
              </span>
            </label>
          </div>
        ))}
      </fieldset>
      <fieldset>
        <legend>{text.text("topics")}</legend>
        {TOPICS.map((topic) => (
          <label key={topic}>
            <input
              type="checkbox"
              name={`topic_${topic}`}
              defaultChecked={!choice.topicsOff.includes(topic)}
            />
            <span>{text.text(`topic_${topic}`)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{text.text("frequency")}</legend>
        {FREQUENCIES.map((frequency) => (
          <label key={frequency}>
            <input
              type="radio"
              name="frequency"
              value={frequency}
              defaultChecked={choice.frequency === frequency}
            />
            <span>{text.text(`frequency_${frequency}`)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{text.text("pause")}</legend>
        {choice.pausedUntil && (
          <label>
            <input type="radio" name="pause" value={choice.pausedUntil.toISOString()} defaultChecked />
            <span>{text.text("paused_until", { date: text.date(choice.pausedUntil) })}</span>
          </label>
        )}
        <label>
          <input type="radio" name="pause" value="none" defaultChecked={!choice.pausedUntil} />
          <span>{text.text("pause_none")}</span>
        </label>
        {PAUSES.map((days) => (
          <label key={days}>
            <input type="radio" name="pause" value={days} />
            <span>{text.text(`pause_${days}`)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{text.text("automated")}</legend>
        <label>
          <input type="checkbox" name="no_automated" defaultChecked={choice.noAutomatedDecisions} />
          <span>
            {text.text("automated_label")}
            <small>{text.text("automated_hint")}</small>
          </span>
        </label>
      </fieldset>
      <button type="submit">{text.text("save")}</button>
    </form>
  );
}

function stateKey({ state }: ChannelView): PreferenceKey {
  return state === "redacted" ? "state_unsubscribed" : `state_${state}`;
}

/** The form as it stood before, ready to be sent again. */
function Undo({ view, text }: Part) {
  const { before, choice } = view;
  if (!before || !choice) return null;
  const channels = before.channels.flatMap((channel): [string, string][] => {
    const now = choice.channels.find((candidate) => candidate.channel === channel.channel);
    return [
      [`was_${channel.channel}`, now && isOn(now) ? "on" : "off"],
      ...(isOn(channel) ? [[channel.channel, "on"] as [string, string]] : []),
    ];
  });
  const topics = TOPICS.filter((topic) => !before.topicsOff.includes(topic));
  return (
    <form method="post" action={view.action}>
      <Hidden
        values={{
          intent: "save",
          token: view.token,
          ...Object.fromEntries(channels),
          ...Object.fromEntries(topics.map((topic) => [`topic_${topic}`, "on"])),
          frequency: before.frequency,
          pause: before.pausedUntil?.toISOString() ?? "none",
          ...(before.noAutomatedDecisions ? { no_automated: "on" } : {}),
        }}
      />
      <p>
        {text.text("undo_text")}{" "}
        <button type="submit" className="is-plain">
          {text.text("undo")}
        </button>
      </p>
    </form>
  );
}

function YourData({ view, text }: Part) {
  return (
    <section>
      <h2>{text.text("data")}</h2>
      <p>{text.text("download_text")}</p>
      <form method="post" action={view.action}>
        <Hidden values={{ intent: "download", token: view.token }} />
        <p className="perennial-preferences__buttons">
          {FORMATS.map((format) => (
            <button key={format} type="submit" name="format" value={format} className="is-quiet">
              {text.text(`download_${format}`)}
            </button>
          ))}
        </p>
      </form>
      {view.erasedOn ? (
        <form method="post" action={view.action}>
          <Hidden values={{ intent: "keep", token: view.token }} />
          <p>{text.text("erase_noted", { date: text.date(view.erasedOn) })}</p>
          <button type="submit" className="is-quiet">
            {text.text("erase_withdraw")}
          </button>
        </form>
      ) : (
        <form method="post" action={view.action}>
          <Hidden values={{ intent: "ask_erase", token: view.token }} />
          <p>{text.text("erase_text")}</p>
          <button type="submit" className="is-quiet">
            {text.text("erase")}
          </button>
        </form>
      )}
    </section>
  );
}

function EraseForm({ view, text }: Part) {
  return (
    <form method="post" action={view.action}>
      <Hidden values={{ token: view.token }} />
      <h2>{text.text("erase_title")}</h2>
      <p>{text.text("erase_means")}</p>
      <label>
        <input type="checkbox" name="sure" />
        <span>{text.text("erase_sure")}</span>
      </label>
      <p className="perennial-preferences__buttons">
        <button type="submit" name="intent" value="erase" className="is-critical">
          {text.text("erase")}
        </button>
        <button type="submit" name="intent" value="show" className="is-quiet">
          {text.text("erase_cancel")}
        </button>
      </p>
    </form>
  );
}
