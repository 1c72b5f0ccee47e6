//! What an organ, a department and a center must be like, wherever they come from: console, API or file.

use std::ops::RangeInclusive;

use crate::{
    error::FieldFault,
    organs::model::{Center, Department, Kind, Level, OpeningHours, Organ, Position},
    web::language::Text,
};

const NAME: RangeInclusive<usize> = 1..=120;
const ADDRESS: RangeInclusive<usize> = 1..=200;
const CONTACT: RangeInclusive<usize> = 1..=120;

/// Everything that is wrong with an organ under the one above it.
pub fn organ(organ: &Organ, parent: Option<&Organ>) -> Vec<FieldFault> {
    let mut faults = vec![code_of(organ)];
    faults.extend(text("/name", &organ.name, NAME));
    if let Some(short) = &organ.short_name {
        faults.extend(text("/short_name", short, NAME));
    }
    faults.push(organ.phone.as_deref().and_then(phone));
    faults.push(organ.contact.as_deref().and_then(|contact| length("/contact", contact, CONTACT)));
    faults.push(match (organ.kind, organ.partner) {
        (Kind::Partner, None) => Some(FieldFault::new("/partner", "required")),
        (Kind::Procuratorate, Some(_)) => Some(FieldFault::new("/partner", "partners_only")),
        _ => None,
    });
    faults.push(under(organ, parent));
    faults.into_iter().flatten().collect()
}

fn code_of(organ: &Organ) -> Option<FieldFault> {
    let code = organ.code.as_bytes();
    let (fits, otherwise) = match organ.kind {
        Kind::Procuratorate => (code.len() == 6 && code.iter().all(u8::is_ascii_digit), "bad_organ_code"),
        Kind::Partner => (
            (2..=32).contains(&code.len())
                && code.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-'),
            "bad_partner_code",
        ),
    };
    (!fits).then(|| FieldFault::new("/code", otherwise))
}

/// A procuratorate stands below a larger one; a partner beside or below the one that works with it. Nothing stands below partners.
fn under(organ: &Organ, parent: Option<&Organ>) -> Option<FieldFault> {
    let Some(parent) = parent else {
        return (organ.kind == Kind::Partner).then(|| FieldFault::new("/parent_code", "required"));
    };
    if parent.kind == Kind::Partner {
        return Some(FieldFault::new("/parent_code", "not_an_option"));
    }
    let fits = match organ.kind {
        Kind::Procuratorate => size(organ.level) < size(parent.level),
        Kind::Partner => size(organ.level) <= size(parent.level),
    };
    (!fits).then(|| FieldFault::new("/level", "level_not_below"))
}

fn size(level: Level) -> u8 {
    match level {
        Level::Nation => 5,
        Level::Region => 4,
        Level::City => 3,
        Level::County => 2,
        Level::Township => 1,
        Level::Village => 0,
    }
}

/// Everything that is wrong with a department.
pub fn department(department: &Department, organ: &Organ) -> Vec<FieldFault> {
    let of_partner = organ.kind == Kind::Partner;
    let mut faults = vec![of_partner.then(|| FieldFault::new("/organ_code", "not_an_option"))];
    faults.extend(text("/name", &department.name, NAME));
    faults.into_iter().flatten().collect()
}

/// Everything that is wrong with a center.
pub fn center(center: &Center, organ: &Organ) -> Vec<FieldFault> {
    let code = center.code.as_bytes();
    let fits = (2..=12).contains(&code.len())
        && code.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let of_partner = organ.kind == Kind::Partner;
    let mut faults = vec![
        (!fits).then(|| FieldFault::new("/code", "bad_center_code")),
        of_partner.then(|| FieldFault::new("/organ_code", "not_an_option")),
    ];
    faults.extend(text("/name", &center.name, NAME));
    faults.extend(text("/address", &center.address, ADDRESS));
    faults.push(phone(&center.phone));
    faults.extend(hours(&center.opening_hours).into_iter().map(Some));
    faults.into_iter().flatten().collect()
}

/// Each span must end after it begins, on a weekday that there is, and no two of a weekday may meet.
fn hours(hours: &[OpeningHours]) -> Vec<FieldFault> {
    let fault = |(place, one): (usize, &OpeningHours)| {
        let before = hours.iter().take(place).filter(|other| other.weekday == one.weekday);
        let code = if !(1..=7).contains(&one.weekday) {
            Some("not_an_option")
        } else if one.to <= one.from {
            Some("ends_before_it_begins")
        } else if before.into_iter().any(|other| one.from < other.to && other.from < one.to) {
            Some("hours_overlap")
        } else {
            None
        };
        code.map(|code| FieldFault::new(format!("/opening_hours/{place}"), code))
    };
    hours.iter().enumerate().filter_map(fault).collect()
}

/// A place on the map: both numbers or none.
pub fn position(latitude: Option<f64>, longitude: Option<f64>) -> Result<Option<Position>, FieldFault> {
    match (latitude, longitude) {
        (None, None) => Ok(None),
        (Some(north), Some(east)) => {
            let place = Position::new(north, east);
            place.map(Some).ok_or_else(|| FieldFault::new("/latitude", "not_a_place"))
        }
        _ => Err(FieldFault::new("/latitude", "not_a_place")),
    }
}

fn text(place: &str, text: &Text, fits: RangeInclusive<usize>) -> Vec<Option<FieldFault>> {
    let languages = [("zh-CN", &text.zh_cn), ("bo-CN", &text.bo_cn), ("en", &text.en)];
    // What is left out is as in Chinese: one fault for it is enough.
    let own = languages.into_iter().filter(|(name, said)| *name == "zh-CN" || **said != text.zh_cn);
    own.map(|(name, said)| length(&format!("{place}/{name}"), said, fits.clone())).collect()
}

fn length(place: &str, text: &str, fits: RangeInclusive<usize>) -> Option<FieldFault> {
    if text.is_empty() {
        return Some(FieldFault::new(place, "required"));
    }
    let fault = || FieldFault::new(place, "bad_length").with("min", fits.start()).with("max", fits.end());
    (!fits.contains(&text.chars().count())).then(fault)
}

/// A number as offices have them: digits, a plus, dashes, spaces; never a text.
fn phone(number: &str) -> Option<FieldFault> {
    if number.is_empty() {
        return Some(FieldFault::new("/phone", "required"));
    }
    let signs = number.bytes().all(|byte| byte.is_ascii_digit() || b"+- ".contains(&byte));
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let fits = signs && (3..=20).contains(&digits) && number.len() <= 32;
    (!fits).then(|| FieldFault::new("/phone", "bad_office_phone"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{organs::model::PartnerKind, platform::ids};

    fn city() -> Organ {
        let name = Text {
            zh_cn: "山南市人民检察院".into(), bo_cn: "ལྷོ་ཁ།".into(), en: "Shannan".into()
        };
        Organ {
            id: ids::new_id(),
            code: "540500".into(),
            name,
            short_name: None,
            kind: Kind::Procuratorate,
            level: Level::City,
            parent_id: None,
            partner: None,
            phone: Some("0893-7820000".into()),
            contact: None,
            closed_at: None,
            version: 1,
        }
    }

    fn codes(organ_: &Organ, parent: Option<&Organ>) -> Vec<String> {
        organ(organ_, parent).into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn an_organ_stands_below_a_larger_one() {
        let (above, county) = (city(), Organ { code: "540502".into(), level: Level::County, ..city() });
        assert_eq!(codes(&above, None), [""; 0]);
        assert_eq!(codes(&county, Some(&above)), [""; 0]);
        assert_eq!(codes(&above, Some(&county)), ["/level level_not_below"]);
        assert_eq!(codes(&above, Some(&above)), ["/level level_not_below"]);
    }

    #[test]
    fn a_partner_has_a_kind_and_stands_beside_a_procuratorate() {
        let kind = Some(PartnerKind::WomensFederation);
        let partner = Organ { code: "540500-FL".into(), kind: Kind::Partner, partner: kind, ..city() };
        assert_eq!(codes(&partner, Some(&city())), [""; 0]);
        assert_eq!(codes(&partner, None), ["/parent_code required"]);
        assert_eq!(codes(&partner, Some(&partner)), ["/parent_code not_an_option"]);
        let unnamed = Organ { partner: None, ..partner };
        assert_eq!(codes(&unnamed, Some(&city())), ["/partner required"]);
        let mixed = Organ { partner: kind, ..city() };
        assert_eq!(codes(&mixed, None), ["/partner partners_only"]);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let name = Text { zh_cn: String::new(), bo_cn: String::new(), en: "x".repeat(121) };
        let wrong = Organ {
            code: "5405".into(),
            name,
            phone: Some("请打电话".into()),
            contact: Some(String::new()),
            ..city()
        };
        assert_eq!(
            codes(&wrong, None),
            [
                "/code bad_organ_code",
                "/name/zh-CN required",
                "/name/en bad_length",
                "/phone bad_office_phone",
                "/contact required"
            ]
        );
    }

    #[test]
    fn hours_of_a_day_follow_each_other() {
        let span = |weekday, from: &str, to: &str| OpeningHours {
            weekday,
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        };
        let week = [span(1, "09:30", "13:00"), span(1, "13:00", "18:00"), span(2, "09:30", "13:00")];
        assert!(hours(&week).is_empty());
        let wrong = [
            span(1, "09:30", "13:00"),
            span(1, "12:59", "18:00"),
            span(3, "13:00", "13:00"),
            span(8, "09:00", "10:00"),
        ];
        let told: Vec<_> = hours(&wrong).into_iter().map(|fault| (fault.pointer, fault.code)).collect();
        let place = |index: usize| format!("/opening_hours/{index}");
        assert_eq!(
            told,
            [(place(1), "hours_overlap"), (place(2), "ends_before_it_begins"), (place(3), "not_an_option")]
        );
    }

    #[test]
    fn a_place_is_two_numbers_or_none() {
        assert_eq!(position(None, None).unwrap(), None);
        assert!(position(Some(29.24), Some(91.77)).unwrap().is_some());
        assert!(position(Some(29.24), None).is_err() && position(Some(91.0), Some(0.0)).is_err());
    }
}
