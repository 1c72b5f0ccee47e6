//! On paper: a PDF whose text can be copied, whose code can be scanned, and which is never one of boxes.

use std::{collections::BTreeSet, path::Path, process::Command, sync::Arc};

use hechang::documents::{Press, service};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    foundation::Foundation,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{NAME, issues, sample, samples};

/// What another program makes of a file.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let run = Command::new(program).args(arguments).output();
    let output = run.unwrap_or_else(|error| panic!("{program} is missing, see tests/tools/install: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text of a PDF, as a reader copies it, without spaces.
pub fn copied(folder: &Path, pdf: &[u8]) -> String {
    let file = folder.join("document.pdf");
    std::fs::write(&file, pdf).unwrap();
    let text = run("pdftotext", &[file.to_str().unwrap(), "-"]);
    text.split_whitespace().collect()
}

/// What a camera reads on its pages, each code once.
pub fn scanned(folder: &Path, pdf: &[u8]) -> String {
    let (file, pages) = (folder.join("document.pdf"), folder.join("page"));
    std::fs::write(&file, pdf).unwrap();
    run("pdftoppm", &["-r", "200", "-png", file.to_str().unwrap(), pages.to_str().unwrap()]);
    let mut found = BTreeSet::new();
    for page in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if page.extension().is_some_and(|ending| ending == "png") {
            let read = Command::new("zbarimg").args(["--raw", "-q"]).arg(&page).output().unwrap();
            found.insert(String::from_utf8(read.stdout).unwrap().trim().to_owned());
        }
    }
    Vec::from_iter(found).join(" ")
}

#[rstest]
#[tokio::test]
async fn chinese_and_tibetan_can_be_copied_and_the_code_scanned(#[values(Sqlite, Postgres)] db: Db) {
    let town = Foundation::new(db).await;
    let (app, folder) = (&town.app, tempfile::tempdir().unwrap());
    let issued = issues(app, "decision", sample("decision")).await.unwrap();
    let pdf = service::print(app, &issued, service::Version::Full).await.unwrap();
    let text = copied(folder.path(), &pdf);
    for said in [
        "山南市人民检察院",
        "国家司法救助决定书",
        "山南检控申救〔2026〕1号",
        NAME,
        "30,000.50元（人民币叁万元伍角整）",
        "རྒྱལ་ཁབ་ཀྱི་ཁྲིམས་འཛིན་རོགས་སྐྱོབ་ཐག་གཅོད་ཡི་གེ",
    ] {
        assert!(text.contains(said), "{said} isn't in: {text}");
    }
    assert_eq!(scanned(folder.path(), &pdf), service::link(app, &issued));
    let about = run("pdfinfo", &[folder.path().join("document.pdf").to_str().unwrap()]);
    assert!(about.contains("国家司法救助决定书") && about.contains("A4"), "{about}");
    let public = service::print(app, &issued, service::Version::Public).await.unwrap();
    let text = copied(folder.path(), &public);
    assert!(text.contains("扎某某"), "{text}");
    for hidden in [NAME, "30,000.50", "叁万", "540502198603150027"] {
        assert!(!text.contains(hidden), "{hidden} is in the public version");
    }
}

#[tokio::test]
async fn every_kind_can_be_printed_and_nothing_in_it_is_markup() {
    let town = Foundation::new(Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    for (kind, fields) in samples() {
        let issued = issues(&town.app, kind, fields).await.unwrap();
        let pdf = service::print(&town.app, &issued, service::Version::Full).await;
        let pdf = pdf.unwrap_or_else(|error| panic!("{kind}: {error:?}"));
        assert!(pdf.starts_with(b"%PDF-"), "{kind}");
        keep(kind, &pdf);
    }
    let odd = "#panic(\"x\") *_$`<b>{{ organ }}{% raw %}\\ /* 扎西";
    let fields = json!({ "applicant": odd, "case_name": odd, "ground": odd, "reason": odd });
    let issued = issues(&town.app, "refusal", fields).await.unwrap();
    let pdf = service::print(&town.app, &issued, service::Version::Full).await.unwrap();
    let bare: String = odd.split_whitespace().collect();
    assert!(copied(folder.path(), &pdf).contains(&bare));
}

/// Kept to be looked at.
fn keep(kind: &str, pdf: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("document-{kind}.pdf")), pdf).unwrap();
}

#[tokio::test]
async fn without_fonts_there_is_no_pdf() {
    let town = Foundation::new(Sqlite).await;
    let issued = issues(&town.app, "visit-record", sample("visit-record")).await.unwrap();
    let empty = tempfile::tempdir().unwrap();
    let press = Arc::new(Press::new(vec![empty.path().to_owned()]));
    assert!(!press.has_fonts().await);
    let refused = service::print_on(&press, &town.app, &issued, service::Version::Full).await.unwrap_err();
    let problem: hechang::error::Problem = refused.into();
    assert_eq!((problem.status.as_u16(), problem.code), (503, "fonts_missing"));
    // A sign that no font has would be a box.
    let odd = json!({ "applicant": "扎西\u{13280}", "visited_on": "2026-03-02", "way": "\u{10fffd}", "visitors": "央金", "living": "好" });
    let issued = issues(&town.app, "visit-record", odd).await.unwrap();
    let refused = service::print(&town.app, &issued, service::Version::Full).await.unwrap_err();
    assert!(matches!(refused, hechang::documents::DocumentError::FontsMissing), "{refused:?}");
}
