use super::*;
use crate::identity::actor::Role;

fn staff(id: u128, organ: u128, line: Option<Line>, roles: &[Role]) -> Staff {
    let organ_id = Uuid::from_u128(organ);
    let organ_code = String::from("540500");
    Staff { id: Uuid::from_u128(id), organ_id, organ_code, line, roles: roles.to_vec(), known: true }
}

/// Organ 1 with organ 2 below it; organ 3 stands elsewhere.
fn reach_of(staff: Staff) -> Reach {
    let organs = if staff.organ_id.as_u128() == 1 { vec![1, 2] } else { vec![staff.organ_id.as_u128()] };
    Reach { staff, organs: organs.into_iter().map(Uuid::from_u128).collect(), recused: Vec::new() }
}

fn matter(organ: u128) -> Matter {
    let (id, organ_id) = (Uuid::from_u128(90), Uuid::from_u128(organ));
    Matter { id, organ_id, line: None, assignee_id: None, guarded: false }
}

fn opens(who: &Reach, matter: Matter) -> Result<(), Denial> {
    decide(who, Action::SeeMatters, On::Matter(&matter))
}

#[test]
fn an_auditor_only_reads() {
    for action in Action::ALL {
        let reads = action.reads() || !action.roles().contains(&Role::Auditor);
        assert!(reads, "{action:?} changes something and is open to auditors");
    }
}

#[test]
fn custodians_have_only_custody_partners_only_hand_offs_and_finance_only_money() {
    let rights = |role| {
        let who = staff(1, 1, None, &[role]);
        Action::ALL.into_iter().filter(|action| may(&who, *action)).collect::<Vec<_>>()
    };
    let custody = [Action::SeeCustody, Action::VerifyReleases, Action::ReportMisuse];
    assert_eq!(rights(Role::Custodian), custody);
    let handed = [Action::SeeHandoffs, Action::ActOnHandoffs, Action::SendClues];
    assert_eq!(rights(Role::Partner), handed);
    let payments = [Action::SeePayments, Action::SeeBatches, Action::EnterAccounts, Action::Pay];
    let watched = [Action::SeeCustody, Action::ReportMisuse, Action::SeeRecoveries];
    let ledger = [Action::ReadLedger, Action::KeepLedger];
    assert_eq!(rights(Role::Finance), [&payments[..], &watched, &ledger].concat());
}

#[test]
fn an_organ_reaches_itself_and_what_is_below() {
    let city = reach_of(staff(1, 1, None, &[Role::Reviewer]));
    assert_eq!(opens(&city, matter(1)), Ok(()));
    assert_eq!(opens(&city, matter(2)), Ok(()));
    assert_eq!(opens(&city, matter(3)), Err(Denial::OutOfReach));
    let county = reach_of(staff(1, 2, None, &[Role::Reviewer]));
    assert_eq!(opens(&county, matter(1)), Err(Denial::OutOfReach));
    let keeper = reach_of(staff(1, 1, None, &[Role::Admin]));
    assert_eq!(opens(&keeper, matter(1)), Err(Denial::OutOfReach), "administrators see no matters");
    assert_eq!(decide(&keeper, Action::KeepCodes, On::Organ(Uuid::from_u128(2))), Ok(()));
    assert_eq!(decide(&keeper, Action::KeepCodes, On::Organ(Uuid::from_u128(3))), Err(Denial::OutOfReach));
}

#[test]
fn a_line_of_work_sees_its_own_and_what_no_line_has() {
    let civil = reach_of(staff(1, 1, Some(Line::Civil), &[Role::Reviewer]));
    assert_eq!(opens(&civil, matter(1)), Ok(()));
    assert_eq!(opens(&civil, Matter { line: Some(Line::Civil), ..matter(2) }), Ok(()));
    let criminal = Matter { line: Some(Line::Criminal), ..matter(1) };
    assert_eq!(opens(&civil, criminal), Err(Denial::OutOfReach));
    assert_eq!(opens(&civil, Matter { assignee_id: Some(civil.staff.id), ..criminal }), Ok(()));
    assert_eq!(opens(&reach_of(staff(1, 1, None, &[Role::Approver])), criminal), Ok(()));
}

#[test]
fn a_guarded_matter_opens_to_few() {
    let free = Matter { guarded: true, ..matter(2) };
    let taken = Matter { assignee_id: Some(Uuid::from_u128(7)), ..free };
    let who = |organ, line, role| reach_of(staff(1, organ, line, &[role]));
    for (who, free_opens, taken_opens) in [
        (who(2, None, Role::Reception), true, false),
        (who(1, None, Role::Reviewer), false, false),
        (who(1, Some(Line::Juvenile), Role::Reviewer), true, true),
        (who(1, None, Role::Approver), true, true),
        (who(1, None, Role::Auditor), true, true),
        (who(3, Some(Line::Juvenile), Role::Reviewer), false, false),
    ] {
        assert_eq!(opens(&who, free).is_ok(), free_opens, "{who:?}");
        assert_eq!(opens(&who, taken).is_ok(), taken_opens, "{who:?}");
    }
    assert_eq!(opens(&reach_of(staff(7, 1, None, &[Role::Reviewer])), taken), Ok(()));
}

#[test]
fn whoever_is_kept_out_stays_out() {
    let mut who = reach_of(staff(1, 1, None, &[Role::Approver, Role::Auditor]));
    who.recused.push(matter(1).id);
    assert_eq!(opens(&who, matter(1)), Err(Denial::Recused));
    let held = Matter { assignee_id: Some(who.staff.id), ..matter(1) };
    assert_eq!(opens(&who, held), Err(Denial::Recused), "also from what they have in hand");
}

#[test]
fn what_can_not_be_opened_can_not_be_told_from_what_is_not_there() {
    for denial in [Denial::OutOfReach, Denial::Recused, Denial::Guarded] {
        let (told, missing) = (Problem::from(denial), Problem::not_found());
        assert_eq!((told.status, told.code), (missing.status, missing.code));
    }
    assert_eq!(Problem::from(Denial::NotYourRole).status, StatusCode::FORBIDDEN);
    let auditor = reach_of(staff(1, 1, None, &[Role::Auditor]));
    let hidden = decide(&auditor, Action::WorkOnMatters, On::Matter(&matter(3)));
    assert_eq!(hidden, Err(Denial::OutOfReach), "whether it is there comes before what the role may do");
}

#[test]
fn a_custodian_sees_what_its_organ_has_in_hand() {
    let custody =
        |handed, matter| Custody { organ: Uuid::from_u128(1), custodian: Uuid::from_u128(5), handed, matter };
    let opens = |organ, role, custody: Custody| {
        decide(&reach_of(staff(1, organ, None, &[role])), Action::SeeCustody, On::Custody(&custody))
    };
    assert_eq!(opens(5, Role::Custodian, custody(true, None)), Ok(()));
    assert_eq!(opens(5, Role::Custodian, custody(false, None)), Err(Denial::OutOfReach));
    assert_eq!(opens(6, Role::Custodian, custody(true, None)), Err(Denial::OutOfReach));
    assert_eq!(opens(5, Role::Partner, custody(true, None)), Err(Denial::OutOfReach));
    assert_eq!(opens(1, Role::Finance, custody(true, None)), Ok(()));
    assert_eq!(opens(3, Role::Finance, custody(true, None)), Err(Denial::OutOfReach));
    assert_eq!(opens(1, Role::Reviewer, custody(true, Some(matter(1)))), Ok(()));
    assert_eq!(opens(1, Role::Reception, custody(true, Some(matter(1)))), Err(Denial::NotYourRole));
    assert_eq!(opens(3, Role::Reviewer, custody(true, Some(matter(1)))), Err(Denial::OutOfReach));
}

#[test]
fn a_request_opens_like_a_matter_of_the_asked_organ_while_it_is_open() {
    let asked = reach_of(staff(1, 2, None, &[Role::Reviewer]));
    let sees = |who: &Reach, open, matters: Vec<Matter>| {
        decide(who, Action::Investigate, On::Request(&Request { open, matters }))
    };
    assert_eq!(sees(&asked, true, vec![matter(2)]), Ok(()));
    assert_eq!(sees(&asked, false, vec![matter(2)]), Err(Denial::OutOfReach));
    let stranger = reach_of(staff(1, 3, None, &[Role::Reviewer]));
    assert_eq!(sees(&stranger, true, vec![matter(2)]), Err(Denial::OutOfReach));
    let taken = Matter { guarded: true, assignee_id: Some(Uuid::from_u128(7)), ..matter(2) };
    assert_eq!(sees(&asked, true, vec![taken]), Err(Denial::Guarded));
    let kin = Reach { recused: vec![matter(2).id], ..asked };
    let other = Matter { id: Uuid::from_u128(91), ..matter(2) };
    assert_eq!(sees(&kin, true, vec![other, matter(2)]), Err(Denial::Recused), "out of one, out of the case");
    let partner = reach_of(staff(1, 2, None, &[Role::Partner]));
    assert_eq!(sees(&partner, true, vec![matter(2)]), Err(Denial::OutOfReach));
}
