//! When people are visited after payment, how, and what is recorded: settings of the office.

use anyhow::ensure;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::web::language::{Language, Text};

/// A word that staff choose.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// By which rows know it.
    pub key: String,
    /// For people.
    pub title: Text,
}

/// How people are visited.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// By which rows know it.
    pub key: String,
    /// Whether the record says where.
    pub place: bool,
    /// For people.
    pub title: Text,
}

/// A degree of hardship with its visits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hardship {
    /// By which rows know it.
    pub key: String,
    /// For people.
    pub title: Text,
    /// When visits are due, in months after the last payment, rising.
    pub months: Vec<u32>,
}

/// Degrees of hardship from a day on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grades {
    /// Since when.
    pub effective_from: NaiveDate,
    /// The rule.
    pub source: String,
    /// Whether the office has confirmed it.
    pub confirmed: bool,
    /// What a plan begins with before anybody has chosen.
    pub default: String,
    /// From the least to the most hardship.
    pub grades: Vec<Hardship>,
}

impl Grades {
    /// One of the grades.
    pub fn grade(&self, key: &str) -> Option<&Hardship> {
        self.grades.iter().find(|grade| grade.key == key)
    }
}

/// Help besides money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HelpKind {
    /// 经济帮扶.
    Economic,
    /// 社会帮扶.
    Social,
    /// 心理帮扶.
    Psychological,
    /// 生活帮扶.
    DailyLife,
    /// 法律帮助.
    Legal,
}

impl HelpKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Economic, Self::Social, Self::Psychological, Self::DailyLife, Self::Legal];

    /// The word in tables and forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Economic => "economic",
            Self::Social => "social",
            Self::Psychological => "psychological",
            Self::DailyLife => "daily_life",
            Self::Legal => "legal",
        }
    }
}

/// A kind of help with its measures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// Which of the five.
    pub kind: HelpKind,
    /// For people.
    pub title: Text,
    /// What partners report by referrals and counts as this kind.
    pub referred: Vec<String>,
    /// What is recorded here.
    pub measures: Vec<Word>,
}

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visits {
    plans: Vec<Grades>,
    /// How people are visited.
    pub ways: Vec<Way>,
    /// How somebody lives, from better to worse.
    pub living: Vec<Word>,
    /// What the money was spent on.
    pub purposes: Vec<Word>,
    /// The five kinds of help.
    pub help: Vec<Help>,
}

impl Visits {
    /// The grades that count for a payment on a day; those of the first rule before there was one.
    pub fn grades(&self, on: NaiveDate) -> Option<&Grades> {
        let before = self.plans.iter().filter(|plan| plan.effective_from <= on);
        before.max_by_key(|plan| plan.effective_from).or_else(|| self.plans.first())
    }

    /// A way.
    pub fn way(&self, key: &str) -> Option<&Way> {
        self.ways.iter().find(|way| way.key == key)
    }

    /// The measures of a kind.
    pub fn help(&self, kind: HelpKind) -> Option<&Help> {
        self.help.iter().find(|help| help.kind == kind)
    }

    /// The kind that a measure of referrals counts as.
    pub fn kind_of_referred(&self, measure: &str) -> Option<&Help> {
        self.help.iter().find(|help| help.referred.iter().any(|known| known == measure))
    }

    /// Refuses settings that contradict themselves.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.plans.is_empty(), "there is no plan of visits");
        for plan in &self.plans {
            ensure!(plan.grade(&plan.default).is_some(), "the default grade {:?} isn't there", plan.default);
            for grade in &plan.grades {
                let rises = grade.months.is_sorted_by(|one, next| one < next);
                ensure!(rises && !grade.months.is_empty(), "the months of {:?} must rise", grade.key);
            }
        }
        for kind in HelpKind::ALL {
            ensure!(self.help(kind).is_some(), "help of the kind {:?} is missing", kind.word());
        }
        Ok(())
    }
}

/// The title of a word; its key when it isn't among them any more.
pub fn title(words: &[Word], key: &str, language: Language) -> String {
    let word = words.iter().find(|word| word.key == key);
    word.map_or_else(|| key.to_owned(), |word| word.title.get(language).to_owned())
}

#[cfg(test)]
mod tests {
    use crate::{assistance::rules::Rules, catalog::Catalog};

    #[test]
    fn each_measure_of_referrals_is_of_one_kind() {
        let (visits, catalog) = (&Rules::compiled_in().unwrap().visits, Catalog::compiled_in().unwrap());
        let mut referred: Vec<_> = visits.help.iter().flat_map(|help| &help.referred).collect();
        referred.sort();
        let mut measures: Vec<_> = catalog.handoffs().measures.iter().map(|measure| &measure.key).collect();
        measures.sort();
        assert_eq!(referred, measures);
    }
}
