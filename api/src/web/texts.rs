//! The program's own words: Fluent files in `api/locales/{language}/`, one file a slice, compiled into the binary.

use std::{borrow::Cow, collections::HashMap};

use anyhow::{anyhow, ensure};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use rust_embed::RustEmbed;

use crate::web::language::Language;

#[derive(RustEmbed)]
#[folder = "locales"]
struct Locales;

type Bundle = FluentBundle<FluentResource>;

/// All words in all languages.
pub struct Texts(HashMap<Language, Bundle>);

impl Texts {
    /// Reads every file; a mistake in one stops the start.
    pub fn load() -> anyhow::Result<Self> {
        let bundles = Language::ALL.into_iter().map(|language| Ok((language, bundle(language)?)));
        Ok(Self(bundles.collect::<anyhow::Result<_>>()?))
    }

    /// A text without arguments.
    pub fn say(&self, language: Language, key: &str) -> String {
        self.say_with::<&str, &str>(language, key, &[])
    }

    /// A text with arguments; `key.attribute` names an attribute. A missing text shows its key and is logged.
    pub fn say_with<K: AsRef<str>, V: AsRef<str>>(
        &self,
        language: Language,
        key: &str,
        args: &[(K, V)],
    ) -> String {
        self.find(language, key, args).unwrap_or_else(|| {
            tracing::error!(key, language = language.tag(), "a text is missing");
            key.to_owned()
        })
    }

    /// Whether a text exists.
    pub fn has(&self, language: Language, key: &str) -> bool {
        self.0.get(&language).is_some_and(|bundle| bundle.has_message(key))
    }

    fn find<K: AsRef<str>, V: AsRef<str>>(
        &self,
        language: Language,
        key: &str,
        args: &[(K, V)],
    ) -> Option<String> {
        let bundle = self.0.get(&language)?;
        let (id, attribute) =
            key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let args: FluentArgs =
            args.iter().map(|(name, value)| (name.as_ref(), value_of(value.as_ref()))).collect();
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut faults);
        if !faults.is_empty() {
            tracing::error!(key, language = language.tag(), ?faults, "a text can't be filled in");
        }
        Some(text.into_owned())
    }
}

/// Whole numbers choose plural forms; anything else is text.
fn value_of(value: &str) -> FluentValue<'_> {
    value
        .parse::<i64>()
        .ok()
        .filter(|_| value.len() < 10)
        .map_or(FluentValue::String(Cow::Borrowed(value)), FluentValue::from)
}

fn bundle(language: Language) -> anyhow::Result<Bundle> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse()?]);
    bundle.set_use_isolating(false);
    for name in Locales::iter().filter(|name| name.starts_with(language.tag())) {
        let file = Locales::get(&name).ok_or_else(|| anyhow!("locales/{name} vanished"))?;
        let text = String::from_utf8(file.data.into_owned())?;
        let resource =
            FluentResource::try_new(text).map_err(|(_, faults)| anyhow!("locales/{name}: {faults:?}"))?;
        bundle.add_resource(resource).map_err(|faults| anyhow!("locales/{name}: {faults:?}"))?;
    }
    ensure!(bundle.has_message("problem-internal"), "locales/{language} is missing");
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Message ids with their attributes, by the file they stand in.
    fn keys(language: Language) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for name in Locales::iter().filter(|name| name.starts_with(language.tag())) {
            let file = name.trim_start_matches(language.tag());
            let text = String::from_utf8(Locales::get(&name).unwrap().data.into_owned()).unwrap();
            let mut message = String::new();
            for line in text.lines() {
                let Some((id, _)) = line.split_once('=') else {
                    continue;
                };
                if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                    message = id.trim().to_owned();
                    keys.insert(format!("{file}:{message}"));
                } else if let Some(attribute) = id.trim().strip_prefix('.') {
                    keys.insert(format!("{file}:{message}.{attribute}"));
                }
            }
        }
        keys
    }

    #[test]
    fn every_text_exists_in_every_language() {
        let chinese = keys(Language::Chinese);
        assert!(!chinese.is_empty());
        for language in [Language::Tibetan, Language::English] {
            let other = keys(language);
            let missing: Vec<_> = chinese.symmetric_difference(&other).collect();
            assert!(missing.is_empty(), "{language}: {missing:?}");
        }
    }

    #[test]
    fn tibetan_is_marked_as_waiting_for_a_native_reader() {
        for name in Locales::iter().filter(|name| name.starts_with("bo-CN")) {
            let text = String::from_utf8(Locales::get(&name).unwrap().data.into_owned()).unwrap();
            assert!(text.starts_with("# Waiting for a native reader's review"), "{name}");
        }
    }

    #[test]
    fn every_file_parses() {
        Texts::load().unwrap();
    }
}
