//! What a demonstration says when it is ready: where it is, the code to scan, and how staff sign in.

use std::io::Write;

use crate::{demo::Demonstration, qr::image};

/// Says it to whoever started the program.
pub fn say(out: &mut impl Write, demonstration: &Demonstration) -> anyhow::Result<()> {
    let Demonstration { portal_url, console_url, ops_url, qr_code, staff, .. } = demonstration;
    let scan = format!("{portal_url}/q/{qr_code}");
    writeln!(out, "\n{}\n", image::terminal(&scan)?)?;
    for (name, address) in [
        ("Scan", &scan),
        ("Portal", portal_url),
        ("Console", console_url),
        ("Messages", &format!("{portal_url}/sandbox/messages.json")),
        ("Figures", &format!("{ops_url}/metrics")),
    ] {
        writeln!(out, "{name:<10}{address}")?;
    }
    writeln!(out, "\nStaff logins made for this demonstration, with their organs:")?;
    for login in staff {
        writeln!(out, "{:<17} {}   {}", login.username, login.password, login.organ_code)?;
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{demo::Login, identity::actor::Role};

    #[test]
    fn everything_to_get_in_is_said() {
        let login = Login {
            username: "reception".into(),
            password: "7Q2M-9XKD-AAAA-BBBB".into(),
            roles: vec![Role::Reception],
            organ_code: "540500".into(),
        };
        let demonstration = Demonstration {
            portal_url: "http://127.0.0.1:8080".into(),
            console_url: "http://127.0.0.1:8080/console".into(),
            ops_url: "http://127.0.0.1:8080".into(),
            qr_code: "0123456789ABC".into(),
            center_id: Uuid::nil(),
            staff: vec![login],
        };
        let mut said = Vec::new();
        say(&mut said, &demonstration).unwrap();
        let said = String::from_utf8(said).unwrap();
        let code = image::terminal("http://127.0.0.1:8080/q/0123456789ABC").unwrap();
        for part in [code.as_str(), "http://127.0.0.1:8080/console", "reception ", "7Q2M-9XKD-AAAA-BBBB"] {
            assert!(said.contains(part), "{part}\n{said}");
        }
    }
}
