//! How pages write dates, times and money: filters that know the reader's language.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::{
    platform::{clock, money::Fen},
    web::{forms::money, language::Language, texts::Texts},
};

/// Adds `date` (from `YYYY-MM-DD`), `weekday` (likewise), `datetime` (from an instant, to Asia/Shanghai),
/// `fen` (from integer fen to yuan) and `tx` (the reader's language of a text in all languages).
pub fn add(drawer: &mut Environment<'static>, language: Language, texts: &Arc<Texts>) {
    let words = texts.clone();
    drawer.add_filter("date", move |text: &str| {
        Ok::<_, Error>(date_words(&words, language, parse_date(text)?))
    });
    let words = texts.clone();
    drawer.add_filter("weekday", move |text: &str| {
        let number = parse_date(text)?.weekday().number_from_monday();
        Ok::<_, Error>(words.say(language, &format!("weekday-{number}")))
    });
    let words = texts.clone();
    drawer.add_filter("datetime", move |text: &str| instant(&words, language, text));
    drawer.add_filter("fen", |fen: i64| money::grouped(Fen::of(fen)));
    drawer.add_filter("tx", move |text: &Value| text.get_attr(language.tag()));
}

fn parse_date(text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| Error::new(ErrorKind::InvalidOperation, "not a date"))
}

/// A date as the reader writes it.
pub fn date_words(texts: &Texts, language: Language, date: NaiveDate) -> String {
    let (year, month, day) = (date.year().to_string(), date.month().to_string(), date.day().to_string());
    texts.say_with(language, "date-long", &[("year", year), ("month", month), ("day", day)])
}

fn instant(texts: &Texts, language: Language, text: &str) -> Result<String, Error> {
    let at: DateTime<Utc> =
        text.parse().map_err(|_| Error::new(ErrorKind::InvalidOperation, "not an instant"))?;
    let local = at.with_timezone(&clock::shanghai());
    let (date, time) = (date_words(texts, language, local.date_naive()), local.format("%H:%M").to_string());
    Ok(texts.say_with(language, "date-time", &[("date", date), ("time", time)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(language: Language, expression: &str) -> String {
        let mut drawer = Environment::new();
        add(&mut drawer, language, &Arc::new(Texts::load().unwrap()));
        drawer.render_str(&format!("{{{{ {expression} }}}}"), ()).unwrap()
    }

    #[test]
    fn a_date_reads_as_the_reader_writes_it() {
        assert_eq!(drawn(Language::Chinese, "'2026-11-24'|date"), "2026年11月24日");
        assert_eq!(drawn(Language::English, "'2026-11-24'|date"), "November 24, 2026");
        assert_eq!(drawn(Language::Chinese, "'2026-11-24'|weekday"), "星期二");
    }

    #[test]
    fn an_instant_is_shown_in_local_time() {
        let shown = drawn(Language::Chinese, "'2026-11-24T17:30:00Z'|datetime");
        assert_eq!(shown, "2026年11月25日 01:30");
    }

    #[test]
    fn money_is_shown_in_yuan() {
        assert_eq!(drawn(Language::English, "123450|fen"), "1,234.50");
    }

    #[test]
    fn a_text_is_shown_in_the_readers_language() {
        assert_eq!(drawn(Language::English, "{'zh-CN': '和', 'en': 'calm'}|tx"), "calm");
    }
}
