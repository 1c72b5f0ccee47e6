//! One file makes a county.

use std::process::Output;

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    process::Keeper,
};
use rstest::rstest;

pub const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/organs.example.yaml");

pub fn said(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    told
}

/// What a command that failed said.
fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn import(keeper: &Keeper, name: &str, text: &str) -> Output {
    std::fs::write(keeper.folder().join(name), text).unwrap();
    keeper.run(&["organs", "import", name])
}

#[rstest]
#[tokio::test]
async fn the_example_makes_a_county_and_again_changes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let keeper = Keeper::new(db).await;
    let first = said(&keeper.run(&["organs", "import", EXAMPLE]));
    assert_eq!(
        first,
        "organs: 3 made, 0 changed, 0 as they were\ndepartments: 3 made, 0 changed, 0 as they were\n\
         centers: 1 made, 0 changed, 0 as they were\n"
    );
    let again = said(&keeper.run(&["organs", "import", EXAMPLE]));
    assert!(again.starts_with("organs: 0 made, 0 changed, 3 as they were\n"), "{again}");
    let list = said(&keeper.run(&["organs", "list"]));
    assert_eq!(
        list.lines().map(str::trim_end).collect::<Vec<_>>(),
        [
            "540500  山南市人民检察院",
            "  540502  山南市乃东区人民检察院",
            "      control_and_appeals  控告申诉检察部",
            "      juvenile  未成年人检察部",
            "      finance  计划财务装备部",
            "      NDQ  乃东区12309检察服务中心",
            "    540502-FL  乃东区妇女联合会",
        ]
    );
    said(&keeper.run(&["audit", "verify"]));
}

#[rstest]
#[tokio::test]
async fn a_changed_file_changes_what_differs(#[values(Sqlite, Postgres)] db: Db) {
    let keeper = Keeper::new(db).await;
    let example = std::fs::read_to_string(EXAMPLE).unwrap();
    said(&import(&keeper, "organs.yaml", &example));
    let changed = example
        .replace("line: juvenile", "line: criminal")
        .replace("乃东区妇女联合会", "乃东区妇联")
        .replace("phone: \"12309\"", "phone: \"0893-12309\"");
    let told = said(&import(&keeper, "organs.yaml", &changed));
    assert_eq!(
        told,
        "organs: 0 made, 1 changed, 2 as they were\ndepartments: 0 made, 1 changed, 2 as they were\n\
         centers: 0 made, 1 changed, 0 as they were\n"
    );
    assert!(said(&keeper.run(&["organs", "list"])).contains("criminal  未成年人检察部"));
}

#[rstest]
#[tokio::test]
async fn every_mistake_is_named_by_line_and_nothing_is_stored(#[values(Sqlite, Postgres)] db: Db) {
    let keeper = Keeper::new(db).await;
    let wrong = r#"organs:
  - code: "540500"
    kind: procuratorate
    level: city
    name: { zh-CN: 山南市人民检察院 }
  - code: "54050"
    kind: procuratorate
    level: county
    parent: "540500"
    name: { zh-CN: 乃东 }
    phone: 打电话
  - code: "540503"
    kind: procuratorate
    level: county
    parent: "540600"
    name: { zh-CN: 某县 }
  - code: "540504"
    kind: procuratorate
    level: city
    parent: "540500"
    name: { zh-CN: 某市 }
  - code: 540500-FL
    kind: partner
    level: city
    parent: "540500"
    name: { zh-CN: 妇联 }
  - code: "540500"
    kind: procuratorate
    level: city
    name: { zh-CN: 山南市人民检察院 }
centers:
  - code: qgd
    organ: "540500"
    name: { zh-CN: 中心 }
    address: { zh-CN: 山南 }
    phone: "12309"
    latitude: 29.24
    opening_hours:
      - { weekday: 1, from: "09:30", to: "13:00" }
      - { weekday: 1, from: "12:00", to: "18:00" }
"#;
    let told = refused(&import(&keeper, "wrong.yaml", wrong));
    for line in [
        "wrong.yaml:6: code: A procuratorate's code has six digits",
        "wrong.yaml:11: phone: A phone number",
        "wrong.yaml:15: the organ 540600 stands neither above nor in the database",
        "wrong.yaml:19: level: Must be smaller than the organ above it",
        "wrong.yaml:22: partner: Please fill this in",
        "wrong.yaml:27: the organ 540500 stands here a second time",
        "wrong.yaml:32: code: 2 to 12 capital letters",
        "wrong.yaml:37: latitude: Two numbers",
        "wrong.yaml:40: opening_hours.1: This meets another time",
        "nothing was stored",
    ] {
        assert!(told.contains(line), "{line} in\n{told}");
    }
    assert_eq!(said(&keeper.run(&["organs", "list"])), "");
    for (text, place) in [
        ("organs:\n  - code: 1\n    kind: court\n", "shape.yaml:3: "),
        ("organs: [\n", "shape.yaml:"),
        ("schedules: []\n", "shape.yaml:1: "),
    ] {
        let told = refused(&import(&keeper, "shape.yaml", text));
        assert!(told.contains(place), "{told}");
    }
    assert!(refused(&keeper.run(&["organs", "import", "missing.yaml"])).contains("missing.yaml"));
}
