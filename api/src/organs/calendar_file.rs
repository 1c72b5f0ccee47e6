//! Calendar files: CSV with the columns `date,kind,name` in any order. A file is taken whole or not at all.

use std::{collections::BTreeSet, fmt};

use chrono::NaiveDate;
use csv::StringRecord;
use hechang_entity::calendar_day::Kind;

/// The State Council's notices as they were compiled in.
const NATION: &[u8] = include_bytes!("../../catalog/calendars/nation.csv");
const LONGEST_NAME: usize = 120;

/// One date that differs from its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: NaiveDate,
    /// Off or work.
    pub kind: Kind,
    /// The festival.
    pub name: Option<String>,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// The column among the line's fields, from 1.
    pub column: usize,
    /// What to mend.
    pub text: String,
}

/// Everything that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct CalendarFileError {
    /// The file's name.
    pub file: String,
    /// At least one.
    pub faults: Vec<Fault>,
}

impl fmt::Display for CalendarFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self
            .faults
            .iter()
            .map(|Fault { line, column, text }| format!("{}:{line}:{column}: {text}", self.file));
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

/// The national calendar that comes with the program.
pub fn nation() -> Result<Vec<Day>, CalendarFileError> {
    read("nation.csv", NATION)
}

/// Reads a whole file.
///
/// # Errors
/// All faults of the file together.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<Day>, CalendarFileError> {
    let mut faults = Vec::new();
    let days = Reader::new(&mut faults).read(bytes);
    if faults.is_empty() { Ok(days) } else { Err(CalendarFileError { file: file.to_owned(), faults }) }
}

struct Reader<'a> {
    faults: &'a mut Vec<Fault>,
    seen: BTreeSet<NaiveDate>,
}

/// Where the three columns stand.
#[derive(Clone, Copy)]
struct Columns {
    date: usize,
    kind: usize,
    name: usize,
}

impl<'a> Reader<'a> {
    fn new(faults: &'a mut Vec<Fault>) -> Self {
        Self { faults, seen: BTreeSet::new() }
    }

    fn read(mut self, bytes: &[u8]) -> Vec<Day> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut lines = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let Some(columns) = self.columns(&mut lines) else {
            return Vec::new();
        };
        lines.into_records().filter_map(|line| self.day(line, columns)).collect()
    }

    fn columns(&mut self, lines: &mut csv::Reader<&[u8]>) -> Option<Columns> {
        let header = match lines.headers() {
            Ok(header) => header.clone(),
            Err(error) => return self.unreadable(&error),
        };
        let mut column = |name: &str| {
            let found = header.iter().position(|title| title == name);
            found.or_else(|| self.fault(1, 0, format!("the column \"{name}\" is missing from the header")))
        };
        let (date, kind, name) = (column("date"), column("kind"), column("name"));
        Some(Columns { date: date?, kind: kind?, name: name? })
    }

    fn day(&mut self, line: csv::Result<StringRecord>, columns: Columns) -> Option<Day> {
        let record = match line {
            Ok(record) => record,
            Err(error) => return self.unreadable(&error),
        };
        let line = record.position().map_or(0, csv::Position::line);
        let text = |column: usize| record.get(column).unwrap_or_default();
        let date = self.date(text(columns.date), line, columns.date);
        let kind = self.kind(text(columns.kind), line, columns.kind);
        let name = self.name(text(columns.name), line, columns.name);
        Some(Day { date: date?, kind: kind?, name })
    }

    fn date(&mut self, text: &str, line: u64, column: usize) -> Option<NaiveDate> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        match date {
            None => self.fault(line, column, format!("\"{text}\" is not a date like 2026-10-01")),
            Some(date) if !self.seen.insert(date) => {
                self.fault(line, column, format!("{date} stands in this file twice"))
            }
            date => date,
        }
    }

    fn kind(&mut self, text: &str, line: u64, column: usize) -> Option<Kind> {
        match text {
            "holiday" | "off" => Some(Kind::Off),
            "workday" | "work" => Some(Kind::Work),
            _ => self.fault(line, column, format!("\"{text}\" is neither \"holiday\" nor \"workday\"")),
        }
    }

    fn name(&mut self, text: &str, line: u64, column: usize) -> Option<String> {
        if text.chars().count() > LONGEST_NAME {
            return self.fault(line, column, format!("a name has at most {LONGEST_NAME} characters"));
        }
        Some(text.to_owned()).filter(|name| !name.is_empty())
    }

    fn unreadable<T>(&mut self, error: &csv::Error) -> Option<T> {
        let line = error.position().map_or(1, csv::Position::line);
        self.fault(line, 0, format!("the line can't be read: {error}"))
    }

    fn fault<T>(&mut self, line: u64, column: usize, text: String) -> Option<T> {
        self.faults.push(Fault { line, column: column.saturating_add(1), text });
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_calendar_is_readable() {
        let days = nation().unwrap();
        assert_eq!(days.len(), 108);
        assert_eq!(days.iter().filter(|day| day.kind == Kind::Work).count(), 19);
    }

    #[test]
    fn columns_stand_in_any_order_and_names_may_be_empty() {
        let days = read(
            "losar.csv",
            "\u{feff}kind,name,date\nholiday,洛萨,2026-02-18\nwork,,2026-02-14\n".as_bytes(),
        );
        let day = |date: &str, kind, name: Option<&str>| Day {
            date: date.parse().unwrap(),
            kind,
            name: name.map(str::to_owned),
        };
        let expected = vec![day("2026-02-18", Kind::Off, Some("洛萨")), day("2026-02-14", Kind::Work, None)];
        assert_eq!(days.unwrap(), expected);
    }

    #[test]
    fn every_fault_names_file_line_and_column() {
        let text = "date,kind,name\n2026-02-30,holiday,x\n2026-01-01,feast,x\n2026-01-01,holiday,x\n1,2\n";
        let error = read("x.csv", text.as_bytes()).unwrap_err().to_string();
        let places: Vec<_> =
            error.lines().filter_map(|line| line.split_once(": ")).map(|(at, _)| at).collect();
        assert_eq!(places, ["x.csv:2:1", "x.csv:3:2", "x.csv:4:1", "x.csv:5:1"]);
    }

    #[test]
    fn a_file_without_its_header_is_refused() {
        let error = read("x.csv", b"2026-01-01,holiday,x\n").unwrap_err();
        assert_eq!(error.faults.len(), 3);
        assert!(read("x.csv", b"").is_err());
    }
}
