//! Which rights an administrator may give to one person, as data. Where they may give them (their own organ and below it) and to
//! whom (never to themselves) is asked in [`super::service`]; docs/adr/009-who-gives-rights.md says why.

use crate::{error::FieldFault, identity::actor::Role, organs::model::Kind};

/// Who has one of these has nothing else: who looks over the others, and who is only in the house as a guest.
const ALONE: [(Role, &str); 3] = [
    (Role::Auditor, "auditor_alone"),
    (Role::Partner, "partner_alone"),
    (Role::Custodian, "custodian_alone"),
];

/// Two that one person never has together: four eyes between deciding and paying, and neither with the keys of the house.
const APART: [(Role, Role); 3] =
    [(Role::Approver, Role::Finance), (Role::Admin, Role::Approver), (Role::Admin, Role::Finance)];

/// What a partner's people can be.
const OF_PARTNERS: [Role; 2] = [Role::Partner, Role::Custodian];

/// What is wrong with a set of roles at an organ of a kind (AC-6).
pub fn role_fault(roles: &[Role], at: Kind) -> Option<FieldFault> {
    let fault = |code| Some(FieldFault::new("/roles", code));
    if roles.is_empty() {
        return fault("required");
    }
    let several = roles.iter().any(|role| Some(role) != roles.first());
    if let Some((_, code)) = ALONE.iter().find(|(role, _)| several && roles.contains(role)) {
        return fault(code);
    }
    if APART.iter().any(|(one, other)| roles.contains(one) && roles.contains(other)) {
        return fault("roles_apart");
    }
    if at == Kind::Partner && roles.iter().any(|role| !OF_PARTNERS.contains(role)) {
        return fault("not_for_partners");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(roles: &[Role], at: Kind) -> &'static str {
        role_fault(roles, at).map_or("", |fault| fault.code)
    }

    /// Every pair, as the decision has it: `a` auditor alone, `p` partner alone, `c` custodian alone, `x` apart, `.` together.
    const PAIRS: [&str; 8] = [
        // reception, reviewer, approver, finance, partner, custodian, auditor, admin
        "....pca.", "....pca.", "...xpcax", "..x.pcax", "pppp.pap", "ccccp.ac", "aaaaaa.a", "..xxpca.",
    ];

    #[test]
    fn every_pair_of_roles_is_together_or_apart() {
        for (one, row) in Role::ALL.into_iter().zip(PAIRS) {
            for (other, word) in Role::ALL.into_iter().zip(row.chars()) {
                let expected = match word {
                    'a' => "auditor_alone",
                    'p' => "partner_alone",
                    'c' => "custodian_alone",
                    'x' => "roles_apart",
                    _ => "",
                };
                let roles = [one, other];
                assert_eq!(told(&roles, Kind::Procuratorate), expected, "{} {}", one.word(), other.word());
            }
        }
    }

    #[test]
    fn every_pair_at_a_partner_is_one_of_its_two_roles_alone() {
        for one in Role::ALL {
            for other in Role::ALL {
                let guest = one == other && [Role::Partner, Role::Custodian].contains(&one);
                assert_eq!(
                    told(&[one, other], Kind::Partner).is_empty(),
                    guest,
                    "{} {}",
                    one.word(),
                    other.word()
                );
            }
            assert_eq!(told(&[one], Kind::Procuratorate), "", "{}", one.word());
        }
        assert_eq!(told(&[Role::Admin], Kind::Partner), "not_for_partners");
        assert_eq!(told(&[], Kind::Procuratorate), "required");
    }

    #[test]
    fn a_third_role_hides_nothing() {
        let three = [Role::Reception, Role::Approver, Role::Finance];
        assert_eq!(told(&three, Kind::Procuratorate), "roles_apart");
        assert_eq!(told(&Role::ALL, Kind::Procuratorate), "auditor_alone");
    }
}
