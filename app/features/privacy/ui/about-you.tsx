import type { PreferenceText } from "./preference-text.ts";
import type { AboutView } from "./preference-view.ts";

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);

/** What shoppers may say about themselves: a form of its own, so that it takes back nothing of the choices above. */
export function AboutYou({
  about,
  action,
  token,
  text,
}: {
  about: AboutView;
  action: string;
  token: string;
  text: PreferenceText;
}) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="intent" value="about" />
      <input type="hidden" name="token" value={token} />
      <h2>{text.text("about")}</h2>
      <p>{text.text("about_text")}</p>
      {about.birthday && <BirthdayFields about={about} birthday={about.birthday} text={text} />}
      {about.interests.length > 0 && (
        <fieldset>
          <legend>{text.text("interests")}</legend>
          {about.interests.map(({ value, name, isOn }) => (
            <label key={value}>
              <input type="checkbox" name="interest" value={value} defaultChecked={isOn} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit">{text.text("save")}</button>
    </form>
  );
}

function BirthdayFields({
  about: { hasWrongBirthday },
  birthday: { day, month, year },
  text,
}: {
  about: AboutView;
  birthday: NonNullable<AboutView["birthday"]>;
  text: PreferenceText;
}) {
  const monthName = new Intl.DateTimeFormat(text.language, { month: "long", timeZone: "UTC" });
  const fault = hasWrongBirthday
    ? { "aria-invalid": true, "aria-describedby": "perennial-birthday-fault" }
    : {};
  return (
    <fieldset>
      <legend>{text.text("birthday")}</legend>
      {hasWrongBirthday && (
        <p id="perennial-birthday-fault" className="perennial-preferences__message is-error" role="alert">
          {text.text("birthday_wrong")}
        </p>
      )}
      <div className="perennial-preferences__date">
        <label>
          <span>{text.text("birthday_day")}</span>
          <input name="birth_day" inputMode="numeric" maxLength={2} size={3} defaultValue={day} {...fault} />
        </label>
        <label>
          <span>{text.text("birthday_month")}</span>
          <select name="birth_month" defaultValue={month} {...fault}>
            <option value="">–</option>
            {MONTHS.map((number) => (
              <option key={number} value={String(number)}>
                {monthName.format(new Date(Date.UTC(2000, number - 1, 1)))}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{text.text("birthday_year")}</span>
          <input
            name="birth_year"
            inputMode="numeric"
            maxLength={4}
            size={5}
            defaultValue={year}
            {...fault}
          />
        </label>
      </div>
    </fieldset>
  );
}
