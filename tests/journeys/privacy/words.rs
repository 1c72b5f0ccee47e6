//! What is said where anybody may read it: messages name no person and no matter, pages name no other site (security.md PRV-5, PRV-10).

use std::{fs, path::Path};

/// What a message may be told: a receipt number, a link of ours, a visit's day, hour and center, a code. Nothing of a person or a matter.
const PLAIN: [&str; 7] = ["receipt", "link", "date", "time", "center", "code", "minutes"];

fn read(folder: &str, mut look: impl FnMut(&Path, &str)) {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../api").join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if let Ok(text) = fs::read_to_string(entry.path()) {
                look(&entry.path(), &text);
            }
        }
    }
}

#[test]
fn a_message_is_told_nothing_of_a_person_or_a_matter() {
    let mut messages = 0;
    read("locales", |file, text| {
        for line in text.lines().filter(|line| line.starts_with("notify-")) {
            messages += 1;
            for place in line.split("{ $").skip(1) {
                let name = place.split(' ').next().unwrap();
                assert!(PLAIN.contains(&name), "{} tells {name}: {line}", file.display());
            }
        }
    });
    assert!(messages > 30, "{messages} messages");
}

#[test]
fn no_page_names_an_address_of_somebody_else() {
    let mut pages = 0;
    for folder in ["templates", "assets"] {
        read(folder, |file, text| {
            pages += 1;
            let text = text.replace("http://www.w3.org/2000/svg", "");
            let named = ["http://", "https://", "src=\"//", "href=\"//", "url(//", "@import"];
            let found: Vec<_> = named.into_iter().filter(|address| text.contains(address)).collect();
            assert!(found.is_empty(), "{} names {found:?}", file.display());
        });
    }
    assert!(pages > 50, "{pages} pages");
}
