//! Whether what is proposed keeps to the rules; every fault by its place.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::{
    assistance::{
        model::{Assisted, Award, OrganShare, Planned, RefusalCode, Tag},
        rules::{Amounts, Scale},
    },
    error::FieldFault,
    platform::money::Fen,
    web::forms::money,
};

/// What is wrong with the people of a proposal. `cap` is the most that one person usually gets; without it nobody gets anything.
pub fn people_faults(
    amounts: &Amounts,
    cap: Option<Fen>,
    everybody: &[Assisted],
    people: &[Award],
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let named: BTreeSet<_> = people.iter().map(|award| award.person_id).collect();
    let all: BTreeSet<_> = everybody.iter().map(|person| person.id).collect();
    if named != all || named.len() != people.len() {
        faults.push(FieldFault::new("/people", "everybody_once"));
    }
    for (place, award) in people.iter().enumerate() {
        let Some(person) = everybody.iter().find(|person| person.id == award.person_id) else { continue };
        if let Some((field, fault)) = award_fault(amounts, cap, person, award) {
            faults.push(FieldFault { pointer: format!("/people/{place}/{field}"), ..fault });
        }
    }
    faults
}

/// The first thing that is wrong with one award, and in which field.
fn award_fault(
    amounts: &Amounts,
    cap: Option<Fen>,
    person: &Assisted,
    award: &Award,
) -> Option<(&'static str, FieldFault)> {
    let fault = |field, code| Some((field, FieldFault::new("", code)));
    let (amount, refusal) = (award.amount_fen, award.refusal);
    let amount = match (amount, refusal) {
        (Some(amount), None) => amount,
        (None, Some(_)) => return None,
        _ => return fault("amount_fen", "amount_or_refusal"),
    };
    let Some(cap) = cap else { return fault("amount_fen", "wage_missing") };
    if !amount.is_positive() {
        return fault("amount_fen", "not_an_amount");
    }
    if person.category.is_none() {
        return fault("amount_fen", "category_needed");
    }
    if amount <= cap {
        return None;
    }
    let Some(exception) = award.exception.as_deref().and_then(|key| amounts.exceptions.get(key)) else {
        let fault = FieldFault::new("", "above_cap").with("cap", money::grouped(cap));
        return Some(("exception", fault));
    };
    if exception.group.is_some_and(|group| !belongs(&person.groups, group)) {
        return fault("exception", "not_of_the_group");
    }
    let award = award.court_award_fen;
    match award {
        _ if !exception.within_award => None,
        None => fault("court_award_fen", "required"),
        Some(award) if amount > award => {
            let fault = FieldFault::new("", "above_award").with("award", money::grouped(award));
            Some(("amount_fen", fault))
        }
        Some(_) => None,
    }
}

fn belongs(groups: &[Tag], group: crate::assistance::model::Group) -> bool {
    groups.iter().any(|tag| tag.group == group)
}

/// Grades that the office's scale doesn't have.
pub fn grade_faults(scale: Option<&Scale>, people: &[Award]) -> Vec<FieldFault> {
    let known = |key: &str| scale.is_some_and(|scale| scale.grade(key).is_some());
    let graded = people.iter().enumerate();
    let unknown = graded.filter(|(_, award)| award.grade.as_deref().is_some_and(|key| !known(key)));
    unknown.map(|(place, _)| FieldFault::new(format!("/people/{place}/grade"), "not_an_option")).collect()
}

/// What is wrong with the organs' shares; none means that the case's own organ gives all.
pub fn share_faults(shares: &[OrganShare], total: Fen) -> Vec<FieldFault> {
    if shares.is_empty() {
        return Vec::new();
    }
    let codes: BTreeSet<_> = shares.iter().map(|share| share.organ_code.as_str()).collect();
    let sum = Fen::sum(shares.iter().map(|share| share.amount_fen));
    if codes.len() != shares.len() || shares.iter().any(|share| !share.amount_fen.is_positive()) {
        return vec![FieldFault::new("/shares", "each_organ_once")];
    }
    if sum == Some(total) {
        return Vec::new();
    }
    vec![FieldFault::new("/shares", "shares_differ").with("total", money::grouped(total))]
}

/// What is wrong with the instalments: each is for somebody who gets at least so much, on a day that isn't over, one a day.
pub fn instalment_faults(people: &[Award], instalments: &[Planned], today: NaiveDate) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for (place, one) in instalments.iter().enumerate() {
        let fault = |field: &str, code| FieldFault::new(format!("/instalments/{place}/{field}"), code);
        let its = || instalments.iter().take(place).filter(|before| before.person_id == one.person_id);
        let amount = people.iter().find(|award| award.person_id == one.person_id);
        let Some(amount) = amount.and_then(|award| award.amount_fen) else {
            faults.push(fault("person_id", "gets_nothing"));
            continue;
        };
        let so_far = Fen::sum(its().map(|before| before.amount_fen).chain([one.amount_fen]));
        if !one.amount_fen.is_positive() || so_far.is_none_or(|so_far| so_far > amount) {
            faults.push(fault("amount_fen", "above_grant").with("amount", money::grouped(amount)));
        }
        if one.due_on < today {
            faults.push(fault("due_on", "in_the_past"));
        }
        if its().any(|before| before.due_on == one.due_on) {
            faults.push(fault("due_on", "named_twice"));
        }
    }
    faults
}

/// Concerns that don't warn but forbid: with R0 or R7 nobody is assisted.
pub fn concern_faults(concerns: &[RefusalCode], total: Fen) -> Vec<FieldFault> {
    let forbidding = concerns.iter().position(|code| !code.generally()).filter(|_| total.is_positive());
    forbidding
        .map(|place| FieldFault::new(format!("/concerns/{place}"), "forbids_a_grant"))
        .into_iter()
        .collect()
}

/// The most that is said of why something can't wait.
const LONGEST: usize = 1000;

/// What can't wait says why, and gives something.
pub fn emergency_faults(why: Option<&str>, total: Fen) -> Option<FieldFault> {
    let why = why?;
    if why.is_empty() {
        return Some(FieldFault::new("/emergency", "required"));
    }
    if why.chars().count() > LONGEST {
        return Some(FieldFault::new("/emergency", "too_long").with("max", LONGEST));
    }
    (!total.is_positive()).then(|| FieldFault::new("/emergency", "nothing_granted"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assistance::model::{Category, Group, Who},
        platform::ids,
    };

    fn amounts() -> Amounts {
        serde_saphyr::from_str(
            "cap: { months: 36, effective_from: '2016-08-30', source: art. 10, confirmed: true }
exceptions:
  heavy: { title: { zh-CN: 一, bo-CN: 一, en: one }, within_award: true, source: s, confirmed: false }
  minor: { title: { zh-CN: 二, bo-CN: 二, en: two }, group: minor, within_award: false, source: s, confirmed: false }
scales: []",
        )
        .unwrap()
    }

    fn person(category: Option<Category>, groups: &[Group]) -> Assisted {
        let who = Who { name: "扎西".into(), id_number: "1".into(), sex: None, birth_date: None };
        let tag = |group: &Group| Tag { group: *group, evidence: "户口簿".into() };
        let groups = groups.iter().map(tag).collect();
        let (id, case_id, application_id) = (ids::new_id(), ids::new_id(), ids::new_id());
        Assisted { id, case_id, application_id, who, category, groups }
    }

    fn award(person: &Assisted, yuan: i64) -> Award {
        let amount_fen = Some(Fen::of(yuan * 100));
        Award {
            person_id: person.id,
            amount_fen,
            refusal: None,
            exception: None,
            court_award_fen: None,
            grade: None,
        }
    }

    fn faults(person: &Assisted, award: Award) -> Vec<String> {
        let found =
            people_faults(&amounts(), Some(Fen::of(45_000_000)), std::slice::from_ref(person), &[award]);
        found.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn an_amount_needs_a_category_and_stays_within_the_cap() {
        let one = person(Some(Category::A1), &[]);
        assert_eq!(faults(&one, award(&one, 450_000)), Vec::<String>::new());
        assert_eq!(faults(&one, award(&one, 450_001)), ["/people/0/exception above_cap"]);
        assert_eq!(faults(&one, award(&one, 0)), ["/people/0/amount_fen not_an_amount"]);
        let nobody = person(None, &[]);
        assert_eq!(faults(&nobody, award(&nobody, 1)), ["/people/0/amount_fen category_needed"]);
        let both = Award { refusal: Some(RefusalCode::R1), ..award(&one, 1) };
        assert_eq!(faults(&one, both), ["/people/0/amount_fen amount_or_refusal"]);
        let refused = Award { amount_fen: None, refusal: Some(RefusalCode::R0), ..award(&nobody, 1) };
        assert_eq!(faults(&nobody, refused), Vec::<String>::new());
    }

    #[test]
    fn a_grade_is_one_of_the_scale() {
        let amounts: Amounts = serde_saphyr::from_str(
            "cap: { months: 36, effective_from: '2016-08-30', source: art. 10, confirmed: true }
exceptions: {}
scales:
  - organs: ['540527']
    effective_from: '2023-03-01'
    source: a county's rule
    grades: [{ key: ordinary, title: { zh-CN: 一, bo-CN: 一, en: one }, amount_fen: 300000 }]",
        )
        .unwrap();
        let scale = amounts.scale("540527", "2026-03-02".parse().unwrap());
        let one = person(Some(Category::A1), &[]);
        let graded = |key: &str| Award { grade: Some(key.into()), ..award(&one, 1) };
        let people = [award(&one, 1), graded("ordinary"), graded("extreme")];
        let found = grade_faults(scale, &people);
        assert_eq!(found.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(), ["/people/2/grade"]);
        assert_eq!(grade_faults(None, &people).len(), 2);
    }

    #[test]
    fn above_the_cap_an_exception_must_hold() {
        let one = person(Some(Category::A3), &[]);
        let heavy = |award_fen| Award {
            exception: Some("heavy".into()),
            court_award_fen: award_fen,
            ..award(&one, 500_000)
        };
        assert_eq!(faults(&one, heavy(None)), ["/people/0/court_award_fen required"]);
        assert_eq!(faults(&one, heavy(Some(Fen::of(49_999_999)))), ["/people/0/amount_fen above_award"]);
        assert_eq!(faults(&one, heavy(Some(Fen::of(50_000_000)))), Vec::<String>::new());
        let minor = |of: &Assisted| Award { exception: Some("minor".into()), ..award(of, 500_000) };
        assert_eq!(faults(&one, minor(&one)), ["/people/0/exception not_of_the_group"]);
        let child = person(Some(Category::A1), &[Group::Minor]);
        assert_eq!(faults(&child, minor(&child)), Vec::<String>::new());
    }

    #[test]
    fn instalments_stay_within_what_somebody_gets() {
        let (one, other) = (person(Some(Category::A1), &[]), person(Some(Category::A1), &[]));
        let refused = Award { amount_fen: None, refusal: Some(RefusalCode::R1), ..award(&other, 1) };
        let awards = [award(&one, 100), refused];
        let part = |of: &Assisted, yuan: i64, day: &str| Planned {
            person_id: of.id,
            amount_fen: Fen::of(yuan * 100),
            due_on: day.parse().unwrap(),
        };
        let faults = |instalments: &[Planned]| -> Vec<String> {
            let found = instalment_faults(&awards, instalments, "2026-03-02".parse().unwrap());
            found.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
        };
        assert!(faults(&[part(&one, 40, "2026-03-02"), part(&one, 60, "2026-09-01")]).is_empty());
        assert_eq!(
            faults(&[
                part(&one, 40, "2026-04-01"),
                part(&one, 61, "2026-04-01"),
                part(&one, 0, "2026-03-01")
            ]),
            [
                "/instalments/1/amount_fen above_grant",
                "/instalments/1/due_on named_twice",
                "/instalments/2/amount_fen above_grant",
                "/instalments/2/due_on in_the_past",
            ]
        );
        assert_eq!(faults(&[part(&other, 1, "2026-04-01")]), ["/instalments/0/person_id gets_nothing"]);
    }

    #[test]
    fn everybody_is_named_once() {
        let (one, two) = (person(Some(Category::A1), &[]), person(Some(Category::A1), &[]));
        let named = |people: &[Award]| {
            people_faults(&amounts(), Some(Fen::of(1_000)), &[one.clone(), two.clone()], people)
        };
        assert!(named(&[award(&one, 1), award(&two, 1)]).is_empty());
        for people in [
            vec![award(&one, 1)],
            vec![award(&one, 1); 2],
            vec![award(&one, 1), award(&two, 1), award(&two, 1)],
        ] {
            assert_eq!(named(&people)[0].code, "everybody_once");
        }
    }

    #[test]
    fn shares_add_up_and_what_forbids_is_no_concern() {
        let share = |code: &str, fen| OrganShare {
            organ_code: code.into(),
            amount_fen: Fen::of(fen),
            purpose_id: None,
        };
        let total = Fen::of(100);
        assert!(share_faults(&[], total).is_empty());
        assert!(share_faults(&[share("540500", 60), share("540527", 40)], total).is_empty());
        assert_eq!(share_faults(&[share("540500", 60)], total)[0].code, "shares_differ");
        assert_eq!(
            share_faults(&[share("540500", 60), share("540500", 40)], total)[0].code,
            "each_organ_once"
        );
        assert!(concern_faults(&[RefusalCode::R1, RefusalCode::R6], total).is_empty());
        assert_eq!(concern_faults(&[RefusalCode::R7], total)[0].pointer, "/concerns/0");
        assert!(concern_faults(&[RefusalCode::R7], Fen::ZERO).is_empty());
    }
}
