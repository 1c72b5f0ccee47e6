//! The wage that amounts are measured by: the region's average of the year before (上一年度职工月平均工资; 2016 Rules art. 10).

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;

use crate::{platform::money::Fen, web::language::Text};

/// What a year's average was in a region.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wage {
    /// The province's, region's or municipality's code, like 540000.
    pub region: String,
    /// The year that it is about.
    pub year: i32,
    /// The average of the year, in fen.
    pub yearly_fen: Fen,
    /// Which average it is; local finance says which one counts.
    pub series: Text,
    /// The day from which it counts.
    pub published_on: NaiveDate,
    /// Where it was published.
    pub source: String,
    /// Whether somebody has compared it with its source.
    pub confirmed: bool,
    /// When finance entered it; one of the catalog wasn't.
    #[serde(skip)]
    pub entered_at: Option<DateTime<Utc>>,
}

impl Wage {
    /// The average of a month, in whole fen; what is less than a fen is left out.
    pub fn monthly(&self) -> Fen {
        self.months(1)
    }

    /// So many months of it, counted from the yearly figure so that nothing is lost by rounding each month.
    pub fn months(&self, months: u32) -> Fen {
        let whole = i128::from(self.yearly_fen.count()).saturating_mul(i128::from(months)) / 12;
        Fen::of(i64::try_from(whole).unwrap_or(i64::MAX))
    }
}

/// The table of wages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wages {
    wages: Vec<Wage>,
}

impl Wages {
    /// With what finance entered besides.
    #[must_use]
    pub fn with(&self, entered: impl IntoIterator<Item = Wage>) -> Self {
        Self { wages: self.wages.iter().cloned().chain(entered).collect() }
    }

    /// Those of an organ's region.
    pub fn of_region(&self, organ_code: &str) -> impl Iterator<Item = &Wage> {
        self.wages.iter().filter(move |wage| same_region(&wage.region, organ_code))
    }

    /// The wage that counts for an organ on a day: the year before's, or the latest one that is published. Of the same year counts what was
    /// entered last, before that of the catalog.
    pub fn base(&self, organ_code: &str, on: NaiveDate) -> Option<&Wage> {
        let counts = |wage: &&Wage| wage.year < on.year() && wage.published_on <= on;
        let order = |wage: &&Wage| (wage.year, wage.entered_at, wage.published_on);
        self.of_region(organ_code).filter(counts).max_by_key(order)
    }
}

/// The code of an organ's region, like 540000.
pub fn region_of(organ_code: &str) -> Option<String> {
    let place = organ_code.get(..2).filter(|place| place.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(format!("{place}0000"))
}

/// The first two digits of an administrative code are its region's (GB/T 2260).
fn same_region(region: &str, organ_code: &str) -> bool {
    region.get(..2).is_some_and(|place| organ_code.get(..2) == Some(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Wages {
        let wage = |region: &str, year: i32, yuan: i64, published: &str| {
            format!(
                "  - {{ region: '{region}', year: {year}, yearly_fen: {}, series: {{ zh-CN: 一, bo-CN: 一, en: one }}, published_on: '{published}', source: s, confirmed: false }}\n",
                yuan * 100
            )
        };
        let rows = [
            wage("540000", 2023, 144_000, "2024-06-20"),
            wage("540000", 2024, 150_000, "2025-06-20"),
            wage("630000", 2024, 100_000, "2025-05-20"),
        ];
        serde_saphyr::from_str(&format!("wages:\n{}", rows.concat())).unwrap()
    }

    fn base(organ: &str, on: &str) -> Option<i64> {
        table().base(organ, on.parse().unwrap()).map(|wage| wage.yearly_fen.count() / 100)
    }

    #[test]
    fn the_year_before_counts_once_it_is_published() {
        assert_eq!(base("540527", "2025-08-01"), Some(150_000));
        // The figure of 2024 isn't published yet: the latest published year is used.
        assert_eq!(base("540527", "2025-03-01"), Some(144_000));
        // In 2026 that of 2025 isn't there at all.
        assert_eq!(base("540527", "2026-03-02"), Some(150_000));
        assert_eq!(base("540527", "2024-01-01"), None);
    }

    #[test]
    fn it_is_that_of_the_region_of_the_organ_that_handles_the_case() {
        assert_eq!(base("632100", "2026-03-02"), Some(100_000));
        assert_eq!(base("510000", "2026-03-02"), None);
    }

    #[test]
    fn of_the_same_year_counts_what_was_entered_last() {
        let table = table();
        let on = "2026-03-02".parse().unwrap();
        let entered = |yuan: i64, at: &str| {
            let (yearly_fen, entered_at) = (Fen::of(yuan * 100), at.parse().ok());
            Wage { yearly_fen, entered_at, ..table.base("540500", on).unwrap().clone() }
        };
        let (late, early) =
            (entered(160_000, "2026-02-02T00:00:00Z"), entered(170_000, "2026-02-01T00:00:00Z"));
        let older = Wage { year: 2023, ..entered(1, "2026-02-03T00:00:00Z") };
        let table = table.with([late.clone(), early, older]);
        assert_eq!(table.base("540500", on).map(|wage| wage.yearly_fen), Some(late.yearly_fen));
        assert_eq!(table.base("630000", on).map(|wage| wage.yearly_fen), Some(Fen::of(10_000_000)));
        assert_eq!((region_of("540527").as_deref(), region_of("wf-0")), (Some("540000"), None));
    }

    /// The worked example of the office's reference: 150 000.00 a year → 12 500.00 a month → 36 months = 450 000.00.
    #[test]
    fn a_month_is_a_twelfth() {
        let table = table();
        let wage = table.base("540500", "2026-03-02".parse().unwrap()).unwrap();
        assert_eq!(wage.monthly(), Fen::of(1_250_000));
        assert_eq!(wage.months(36), Fen::of(45_000_000));
        let odd = Wage { yearly_fen: Fen::of(10_000_001), ..wage.clone() };
        assert_eq!((odd.monthly(), odd.months(36)), (Fen::of(833_333), Fen::of(30_000_003)));
    }
}
