//! How much somebody may get, and why: a suggestion that always explains itself. No formula exists nationally; each bound below is a
//! rule, and the least of them is suggested. Somebody decides, with reasons.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    assistance::rules::{Cap, Scale, Wage},
    platform::money::Fen,
};

/// What amounts are measured by at an organ on a day.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The organ.
    pub organ_code: String,
    /// What is usually not exceeded.
    pub cap: Cap,
    /// The wage that counts.
    pub wage: Option<Wage>,
    /// The office's own scale, where it has one.
    pub scale: Option<Scale>,
}

impl Measure {
    /// The most that one person usually gets; none without a wage.
    pub fn cap_fen(&self) -> Option<Fen> {
        self.wage.as_ref().map(|wage| wage.months(self.cap.months))
    }
}

/// What an application says about money, in fen; what it doesn't say is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// What a court awarded.
    pub awarded: Option<Fen>,
    /// What the liable party paid of it.
    pub received: Fen,
    /// What others gave in help.
    pub helped: Fen,
    /// What was lost in property.
    pub lost: Option<Fen>,
    /// What is asked for.
    pub asked: Option<Fen>,
    /// The people of the application, among whom it is shared.
    pub people: i64,
}

impl Claim {
    /// Reads it from the form of judicial assistance.
    pub fn of(form: &Value, people: usize) -> Self {
        let fen = |pointer: &str| form.pointer(pointer).and_then(Value::as_i64).map(Fen::of);
        Self {
            awarded: fen("/compensation/awarded_fen").filter(|fen| fen.is_positive()),
            received: fen("/compensation/received_fen").unwrap_or_default(),
            helped: fen("/compensation/other_assistance_fen").unwrap_or_default(),
            lost: fen("/harm/property_loss_fen").filter(|fen| fen.is_positive()),
            asked: fen("/hardship/amount_asked_fen").filter(|fen| fen.is_positive()),
            people: i64::try_from(people).unwrap_or(1).max(1),
        }
    }

    fn each(&self, whole: Fen) -> Fen {
        Fen::of(whole.count() / self.people)
    }

    /// What is still owed of an amount, for each person.
    fn open(&self, whole: Fen) -> Fen {
        let open = whole.minus(self.received).and_then(|rest| rest.minus(self.helped));
        self.each(open.unwrap_or_default().max(Fen::ZERO))
    }
}

/// Why an amount is what it is. Its words are `assistance-because-{kind}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Because {
    /// There is no wage for the region: nothing can be said.
    NoWage {
        /// The organ whose region it is.
        organ_code: String,
    },
    /// The wage that counts.
    Wage {
        /// The year that it is of.
        year: i32,
        /// A month of it.
        monthly_fen: Fen,
        /// Where it was published.
        source: String,
        /// Whether somebody compared it with its source.
        confirmed: bool,
    },
    /// The cap.
    Cap {
        /// In months of the wage.
        months: u32,
        /// What they come to.
        amount_fen: Fen,
        /// The rule.
        source: String,
    },
    /// What a court awarded and nobody paid.
    Unpaid {
        /// What is open, for each.
        amount_fen: Fen,
        /// Among how many people it is shared.
        people: i64,
    },
    /// What was lost in property and nobody made good.
    Lost {
        /// What is open, for each.
        amount_fen: Fen,
        /// Among how many people it is shared.
        people: i64,
    },
    /// What is asked for.
    Asked {
        /// For each.
        amount_fen: Fen,
        /// Among how many people it is shared.
        people: i64,
    },
    /// What the office's own scale gives for the hardship.
    Scale {
        /// The grade.
        grade: String,
        /// What it gives.
        amount_fen: Fen,
        /// The local rule.
        source: String,
    },
}

impl Because {
    /// How much it allows, where it says so.
    fn bound(&self) -> Option<Fen> {
        match self {
            Self::Cap { amount_fen, .. }
            | Self::Unpaid { amount_fen, .. }
            | Self::Lost { amount_fen, .. }
            | Self::Asked { amount_fen, .. }
            | Self::Scale { amount_fen, .. } => Some(*amount_fen),
            Self::NoWage { .. } | Self::Wage { .. } => None,
        }
    }
}

/// What the rules say about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// The least that any rule allows; none without a wage.
    pub amount_fen: Option<Fen>,
    /// The most that is usual.
    pub cap_fen: Option<Fen>,
    /// Every rule that was asked, in order.
    pub because: Vec<Because>,
}

/// Suggests an amount for one person of an application.
pub fn suggest(measure: &Measure, claim: &Claim, grade: Option<&str>) -> Suggestion {
    let (Some(wage), Some(cap_fen)) = (&measure.wage, measure.cap_fen()) else {
        let because = vec![Because::NoWage { organ_code: measure.organ_code.clone() }];
        return Suggestion { amount_fen: None, cap_fen: None, because };
    };
    let cap = &measure.cap;
    let mut because = vec![
        Because::Wage {
            year: wage.year,
            monthly_fen: wage.monthly(),
            source: wage.source.clone(),
            confirmed: wage.confirmed,
        },
        Because::Cap { months: cap.months, amount_fen: cap_fen, source: cap.source.clone() },
    ];
    because.extend(own_bounds(claim));
    let scale = measure.scale.as_ref();
    if let Some((scale, grade)) = scale.and_then(|scale| Some((scale, scale.grade(grade?)?))) {
        let (grade, amount_fen) = (grade.key.clone(), grade.amount_fen);
        because.push(Because::Scale { grade, amount_fen, source: scale.source.clone() });
    }
    let amount_fen = because.iter().filter_map(Because::bound).min();
    Suggestion { amount_fen, cap_fen: Some(cap_fen), because }
}

/// What follows from the application itself.
fn own_bounds(claim: &Claim) -> Vec<Because> {
    let people = claim.people;
    let unpaid = claim.awarded.map(|whole| Because::Unpaid { amount_fen: claim.open(whole), people });
    // An award covers the loss: the loss counts where no court has spoken.
    let lost = claim.lost.filter(|_| claim.awarded.is_none());
    let lost = lost.map(|whole| Because::Lost { amount_fen: claim.open(whole), people });
    let asked = claim.asked.map(|whole| Because::Asked { amount_fen: claim.each(whole), people });
    [unpaid, lost, asked].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::assistance::rules::{Amounts, Wages};

    /// The invented wage of the office's reference, with a scale like that of one county.
    fn measure(organ_code: &str) -> Measure {
        let wages: Wages = serde_saphyr::from_str(
            "wages:\n  - { region: '540000', year: 2025, yearly_fen: 15000000, series: { zh-CN: 一, bo-CN: 一, en: one },
            published_on: '2026-01-20', source: the bulletin, confirmed: false }",
        )
        .unwrap();
        let amounts: Amounts = serde_saphyr::from_str(
            "cap: { months: 36, effective_from: '2016-08-30', source: art. 10, confirmed: true }
exceptions: {}
scales:
  - organs: ['540527']
    effective_from: '2023-03-01'
    source: a county's rule
    grades:
      - { key: ordinary, title: { zh-CN: 一, bo-CN: 一, en: one }, amount_fen: 300000 }
      - { key: extreme, title: { zh-CN: 二, bo-CN: 二, en: two }, amount_fen: 3000000 }",
        )
        .unwrap();
        let on = "2026-03-02".parse().unwrap();
        Measure {
            organ_code: organ_code.to_owned(),
            wage: wages.base(organ_code, on).cloned(),
            scale: amounts.scale(organ_code, on).cloned(),
            cap: amounts.cap,
        }
    }

    fn suggested(organ: &str, form: &Value, people: usize, grade: Option<&str>) -> Suggestion {
        suggest(&measure(organ), &Claim::of(form, people), grade)
    }

    fn yuan(amount: i64) -> Fen {
        Fen::of(amount * 100)
    }

    /// 150 000.00 a year → 12 500.00 a month → 36 months = 450 000.00.
    #[test]
    fn without_anything_else_the_cap_bounds_it() {
        let found = suggested("540500", &json!({}), 1, None);
        assert_eq!((found.amount_fen, found.cap_fen), (Some(yuan(450_000)), Some(yuan(450_000))));
        let Because::Wage { year, monthly_fen, ref source, confirmed } = found.because[0] else { panic!() };
        assert_eq!(
            (year, monthly_fen, source.as_str(), confirmed),
            (2025, yuan(12_500), "the bulletin", false)
        );
        assert!(matches!(&found.because[1], Because::Cap { months: 36, .. }));
    }

    #[test]
    fn no_more_than_is_still_owed_or_asked_for() {
        let form = json!({ "compensation": { "awarded_fen": 20_000_000, "received_fen": 5_000_000, "other_assistance_fen": 1_000_000 } });
        assert_eq!(suggested("540500", &form, 1, None).amount_fen, Some(yuan(140_000)));
        assert_eq!(suggested("540500", &form, 3, None).amount_fen, Some(Fen::of(4_666_666)));
        let mut asks = form;
        asks["hardship"] = json!({ "amount_asked_fen": 3_000_000 });
        let found = suggested("540500", &asks, 1, None);
        assert_eq!(found.amount_fen, Some(yuan(30_000)));
        assert!(matches!(found.because.last(), Some(Because::Asked { .. })));
    }

    #[test]
    fn a_loss_counts_where_no_court_has_spoken() {
        let lost =
            json!({ "harm": { "property_loss_fen": 6_000_000 }, "compensation": { "received_fen": 0 } });
        assert_eq!(suggested("540500", &lost, 1, None).amount_fen, Some(yuan(60_000)));
        let paid = json!({ "compensation": { "awarded_fen": 100, "received_fen": 500 } });
        assert_eq!(suggested("540500", &paid, 1, None).amount_fen, Some(Fen::ZERO));
    }

    #[test]
    fn an_office_may_have_a_scale_of_its_own() {
        assert_eq!(suggested("540527", &json!({}), 1, Some("extreme")).amount_fen, Some(yuan(30_000)));
        assert_eq!(suggested("540527", &json!({}), 1, Some("unknown")).amount_fen, Some(yuan(450_000)));
        assert_eq!(suggested("540500", &json!({}), 1, Some("extreme")).amount_fen, Some(yuan(450_000)));
    }

    #[test]
    fn without_a_wage_nothing_is_guessed() {
        let found = suggested("510000", &json!({ "hardship": { "amount_asked_fen": 100 } }), 1, None);
        assert_eq!((found.amount_fen, found.cap_fen), (None, None));
        assert_eq!(found.because, [Because::NoWage { organ_code: "510000".into() }]);
    }
}
