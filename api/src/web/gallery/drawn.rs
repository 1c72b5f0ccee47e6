//! Every page in every language.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use super::*;

const PAGES: [(&str, &str); 7] = [
    ("home", "/"),
    ("desk", "/desk"),
    ("person", "/form/person"),
    ("harm", "/form/harm"),
    ("family", "/form/family"),
    ("faulty", "/faulty"),
    ("broken", "/broken"),
];

#[actix_web::test]
async fn every_page_is_well_formed_in_every_language() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app.clone()).await;
    for language in Language::ALL {
        for (name, path) in PAGES {
            let page = ask(&server, browse(&format!("{path}?lang={language}"))).await;
            keep(&app, name, language, &page.text);
            html::check(&page.text, language.tag());
            assert_eq!(page.header("content-language"), language.tag());
            assert!(!page.text.contains("<script>alert"), "{path} lets a script through");
            assert!(!page.text.contains("the cause"), "{path} tells a cause");
        }
    }
}

/// Writes a page with its files to the folder that the environment names.
fn keep(app: &App, name: &str, language: Language, page: &str) {
    let Ok(folder) = std::env::var("HECHANG_GALLERY") else {
        return;
    };
    std::fs::write(format!("{folder}/{name}-{language}.html"), page).unwrap();
    for name in ["app.css", "app.js", "icon.svg"] {
        let place = format!("{folder}{}", app.pages.assets().address(name).unwrap());
        std::fs::create_dir_all(place.rsplit_once('/').unwrap().0).unwrap();
        std::fs::write(place, &app.pages.assets().get(name).unwrap().bytes).unwrap();
    }
}

#[actix_web::test]
async fn every_section_of_every_service_is_well_formed_in_every_language() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app.clone()).await;
    for (service, language) in
        app.catalog.services().flat_map(|service| Language::ALL.map(|language| (service, language)))
    {
        let answers = answers_to(&service.key);
        let sections = forms::sections(service.form.schema(language), &answers);
        assert!(!sections.is_empty(), "{}", service.key);
        for (section, title) in sections {
            let page =
                ask(&server, browse(&format!("/service/{}/{section}?lang={language}", service.key))).await;
            keep(&app, &format!("{}-{section}", service.key), language, &page.text);
            html::check(&page.text, language.tag());
            assert!(page.text.contains(&format!("<h1>{title}</h1>")), "{}: {section}", service.key);
        }
    }
}

#[actix_web::test]
async fn every_control_is_labelled_and_every_choice_is_there() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app).await;
    for section in SECTIONS {
        let page = ask(&server, browse(&format!("/form/{section}"))).await;
        let tags = html::tags(&page.text);
        let labels: Vec<&str> =
            tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
        for tag in tags.iter().filter(|tag| matches!(tag.name.as_str(), "input" | "select" | "textarea")) {
            let kind = tag.get("type").unwrap_or("text");
            let labelled = tag.get("id").is_some_and(|id| labels.contains(&id));
            assert!(labelled || matches!(kind, "hidden" | "radio" | "checkbox"), "{:?}", tag.get("name"));
        }
    }
    let person = ask(&server, browse("/form/person")).await.text;
    for piece in [
        r#"value="&quot;&gt;&lt;script&gt;alert(1)&lt;&#x2f;script&gt;""#,
        r#"<input type="date" id="f-birth_date""#,
        r#"value="male" checked"#,
        r#"value="1200.50""#,
        r#"id="f-phone-fault""#,
        r##"<a href="#f-phone">"##,
        r#"value="old""#,
    ] {
        assert!(person.contains(piece), "{piece} is missing in {person}");
    }
}

#[actix_web::test]
async fn the_first_page_is_light() {
    let (app, _folder) = app(Mode::Demo).await;
    let server = server(app.clone()).await;
    let packed = |bytes: &[u8]| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap().len()
    };
    let files: usize = ["app.css", "app.js", "icon.svg"]
        .iter()
        .map(|name| packed(&app.pages.assets().get(name).unwrap().bytes))
        .sum();
    assert!(packed(&app.pages.assets().get("app.css").unwrap().bytes) < 8_000);
    for language in Language::ALL {
        let page = ask(&server, browse(&format!("/?lang={language}"))).await;
        let all = packed(page.text.as_bytes()) + files;
        assert!(all < 14_000, "{language}: {all} bytes over the wire");
    }
}

#[test]
fn a_template_has_words_in_every_language_and_trusts_no_text() {
    let texts = super::super::texts::Texts::load().unwrap();
    for (name, text) in templates() {
        for word in text.split("t('").skip(1).filter_map(|rest| rest.split_once('\'')).map(|(word, _)| word) {
            let (id, _) = word.split_once('.').unwrap_or((word, ""));
            let missing = Language::ALL.into_iter().find(|language| !texts.has(*language, id));
            assert!(missing.is_none() || !is_call(&text, word), "{name}: {word} has no words in {missing:?}");
        }
        for forbidden in
            ["|safe", "| safe", "autoescape", " style=", "<style", "<script>", "http://", "https://"]
        {
            // The page of an archive bundle stands alone in a ZIP.
            let own_style = forbidden == "<style" && name.ends_with("closing/index.html");
            assert!(own_style || !text.contains(forbidden), "{name} has {forbidden}");
        }
        let posts = text.matches(r#"method="post""#).count();
        assert_eq!(text.matches("csrf_field()").count(), posts, "{name}: a token in each form");
    }
}

/// Whether a word stands in a call of t(…) as it is, not as the beginning of a longer one, nor in a function whose
/// name ends so.
fn is_call(text: &str, word: &str) -> bool {
    let call = format!("t('{word}'");
    text.match_indices(&call).any(|(place, _)| {
        let (before, after) = (&text[..place], &text[place + call.len()..]);
        !before.ends_with(|sign: char| sign.is_alphanumeric() || sign == '_') && after.starts_with([')', ','])
    })
}

fn templates() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/templates"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 4);
    found
}
