use super::*;

/// A whole catalog of one service; `change` spoils it.
fn load(change: impl FnOnce(&mut Files)) -> Result<Vec<Service>, Mistake> {
    let mut files = Files::from([
        ("services/tea/service.yaml".to_owned(), SERVICE.to_owned()),
        ("services/tea/form.yaml".to_owned(), FORM.to_owned()),
        ("services/tea/checklist.yaml".to_owned(), CHECKLIST.to_owned()),
        ("workflows/simple.yaml".to_owned(), WORKFLOW.to_owned()),
    ]);
    change(&mut files);
    services(&files)
}

/// Replaces a line's text in one file, and says where that was and what the loader says.
#[track_caller]
fn spoil(file: &str, from: &str, to: &str) -> (u64, String) {
    let mut line = 0;
    let result = load(|files| {
        let text = files.get_mut(file).unwrap();
        let place = text.find(from).unwrap_or_else(|| panic!("{from:?} is not in {file}"));
        line = 1 + u64::try_from(text[..place].matches('\n').count()).unwrap();
        *text = text.replacen(from, to, 1);
    });
    (line, result.err().expect("the mistake was not found").to_string())
}

/// The mistake is found on the line where it was made.
#[track_caller]
fn finds(file: &str, from: &str, to: &str, what: &str) {
    let (line, found) = spoil(file, from, to);
    let place = format!("api/catalog/{file}:{line}: ");
    assert!(found.starts_with(&place), "expected {place}… but: {found}");
    assert!(found.contains(what), "expected {what:?} in: {found}");
    assert!(!found.contains('\n'), "{found}");
}

const SERVICE: &str = r#"# bo-CN: waiting
key: tea
version: 1
order: 1
kind: reply
workflow: simple
bookable: true
title: { zh-CN: 茶, bo-CN: ཇ, en: Tea }
summary: { zh-CN: 茶, bo-CN: ཇ, en: A cup of tea }
who_may_apply:
  - { zh-CN: 茶, bo-CN: ཇ, en: Everybody }
consent:
  version: "1"
  text: { zh-CN: 茶, bo-CN: ཇ, en: I want tea }
steps:
  - { key: receive, title: { zh-CN: 茶, bo-CN: ཇ, en: We cook }, limit: cooking }
"#;

const FORM: &str = r"type: object
additionalProperties: false
required: [guest]
properties:
  guest:
    title: { zh-CN: 客, bo-CN: མ, en: Guest }
    type: object
    additionalProperties: false
    required: [name, way]
    properties:
      name:
        title: { zh-CN: 名, bo-CN: མ, en: Name }
        type: string
        minLength: 1
        maxLength: 20
      way:
        title: { zh-CN: 法, bo-CN: མ, en: Way }
        type: string
        x-input: radio
        oneOf:
          - { const: salt, title: { zh-CN: 盐, bo-CN: མ, en: Salt } }
          - { const: sugar, title: { zh-CN: 糖, bo-CN: མ, en: Sugar } }
      price_fen:
        title: { zh-CN: 价, bo-CN: མ, en: Price }
        type: integer
        minimum: 0
        maximum: 100000
        x-input: money
      day:
        title: { zh-CN: 日, bo-CN: མ, en: Day }
        type: string
        format: date
        maxLength: 10
        x-input: date
      with:
        title: { zh-CN: 配, bo-CN: མ, en: With it }
        type: array
        uniqueItems: true
        maxItems: 2
        items:
          type: string
          oneOf:
            - { const: butter, title: { zh-CN: 油, bo-CN: མ, en: Butter } }
            - { const: milk, title: { zh-CN: 奶, bo-CN: མ, en: Milk } }
  friends:
    title: { zh-CN: 友, bo-CN: མ, en: Friends }
    type: array
    maxItems: 3
    x-show-if: { required: [guest], properties: { guest: { required: [way], properties: { way: { const: salt } } } } }
    items:
      type: object
      additionalProperties: false
      required: [name]
      properties:
        name: { title: { zh-CN: 名, bo-CN: མ, en: Name }, type: string, minLength: 1, maxLength: 20 }
allOf:
  - if: { required: [guest], properties: { guest: { required: [way], properties: { way: { const: sugar } } } } }
    then: { properties: { guest: { required: [price_fen] } } }
";

const CHECKLIST: &str = r"- key: cup
  title: { zh-CN: 杯, bo-CN: མ, en: Cup }
  help: { zh-CN: 杯, bo-CN: མ, en: Your own cup }
  required: false
  required_if: { required: [guest], properties: { guest: { required: [way], properties: { way: { const: salt } } } } }
  accepts: [image/jpeg, application/pdf]
  max_files: 2
- key: spoon
  title: { zh-CN: 勺, bo-CN: མ, en: Spoon }
  help: { zh-CN: 勺, bo-CN: མ, en: Your own spoon }
  required: true
  accepts: [image/jpeg]
  max_files: 1
";

const WORKFLOW: &str = r"limits:
  cooking: { amount: 10, unit: working_day, effective_from: 2014-01-17, source: the cook, confirmed: true }
states:
  draft:
    text: { zh-CN: 稿, bo-CN: མ, en: Draft }
    next: { zh-CN: 稿, bo-CN: མ, en: Send it }
    waits_for: citizen
  submitted: { text: { zh-CN: 交, bo-CN: མ, en: Sent }, next: { zh-CN: 交, bo-CN: མ, en: Wait }, waits_for: office }
actions:
  submit:
    title: { zh-CN: 交, bo-CN: མ, en: Send }
    body:
      type: object
      additionalProperties: false
      properties:
        reason:
          title: { zh-CN: 因, bo-CN: མ, en: Why }
          type: string
          maxLength: 9
  pour: { title: { zh-CN: 倒, bo-CN: མ, en: Pour }, body: { type: object, additionalProperties: false, properties: {} } }
rows:
  - { from: draft, action: submit, by: [citizen], to: submitted, needs: [complete_form], starts: cooking, tells: sent }
  - { from: [submitted], action: pour, by: [reception, reviewer], to: submitted, stops: [cooking] }
";

#[test]
fn what_is_right_is_loaded() {
    let services = load(|_| {}).unwrap();
    let tea = services.first().unwrap();
    assert_eq!((tea.key.as_str(), tea.form.sections().count(), tea.checklist.len()), ("tea", 2, 2));
    assert_eq!(tea.workflow.limit("cooking").unwrap().amount, 10);
    assert_eq!(tea.workflow.rows.first().unwrap().starts, ["cooking"]);
}

#[test]
fn a_broken_service_is_told_with_its_line() {
    let file = "services/tea/service.yaml";
    finds(file, "key: tea", "key: coffee", "key `coffee`, expected the folder's name `tea`");
    finds(file, "kind: reply", "kind: reply: x", "");
    finds(file, "kind: reply", "kind: gift", "unknown variant `gift`, expected one of assistance, reply");
    finds(file, "version: 1", "version: one", "i32");
    finds(file, "workflow: simple", "workflow: other", "unknown workflow `other`, expected one of simple");
    finds(file, "order: 1", "key: tea", "duplicate mapping key `key`");
    finds(file, "limit: cooking", "limit: eating", "unknown limit `eating`, expected one of cooking");
    finds(file, "zh-CN: 茶, bo-CN: ཇ, en: We cook", "zh-CN: 茶, en: We cook", "says nothing in `bo-CN`");
    finds(
        file,
        "zh-CN: 茶, bo-CN: ཇ, en: Everybody",
        "zh-CN: 茶, bo-CN: '', en: x",
        "says nothing in `bo-CN`",
    );
    finds(file, "zh-CN: 茶, bo-CN: ཇ, en: Tea", "zh-CN: 茶, bo-CN: ཇ, en: x, fr: y", "unknown language `fr`");
    let (_, found) = spoil(file, "bookable: true\n", "");
    assert!(found.contains("service.yaml:") && found.contains("missing field `bookable`"), "{found}");
    let (_, found) = spoil(file, "bookable: true\n", "bookable: true\ncolour: red\n");
    assert!(found.starts_with("api/catalog/services/tea/service.yaml:8: unknown field `colour`"), "{found}");
}

#[test]
fn a_missing_file_is_named() {
    let found = load(|files| drop(files.remove("services/tea/checklist.yaml"))).err().unwrap().to_string();
    assert!(found.starts_with("api/catalog/services/tea/checklist.yaml:1: "), "{found}");
}

#[test]
fn a_broken_form_is_told_with_its_line() {
    let file = "services/tea/form.yaml";
    finds(
        file,
        "format: date",
        "format: time",
        "unknown format `time`, expected one of date, cn-resident-id",
    );
    finds(file, "x-input: radio", "x-input: dial", "unknown x-input `dial`");
    finds(file, "x-input: radio", "x-input: money", "expected `integer`");
    finds(file, "minLength: 1\n", "minLength: -1\n", "expected a valid JSON Schema 2020-12");
    finds(file, "uniqueItems: true", "pattern: a", "unknown keyword `pattern`");
    finds(file, "name:\n        title: { zh-CN: 名, bo-CN: མ, en: Name }", "name:", "`name` has no title");
    finds(file, "title: { zh-CN: 客, bo-CN: མ, en: Guest }", "title: Guest", "says nothing in `zh-CN`");
    finds(file, "      day:\n", "      day_fen:\n", "half an amount of money");
    finds(file, "price_fen:\n", "price:\n", "half an amount of money");
    finds(file, "[name, way]", "[name, wey]", "unknown question `wey`, expected one of name, way");
    finds(
        file,
        "then: { properties: { guest: { required: [price_fen]",
        "then: { properties: { guest: { required: [cost]",
        "unknown question `cost`",
    );
    finds(
        file,
        "way: { const: sugar }",
        "way: { const: shugar }",
        "unknown choice `shugar`, expected one of salt, sugar",
    );
    finds(file, "way: { const: salt }", "wey: { const: salt }", "unknown question `wey`");
    finds(file, "const: milk, ", "", "a choice of `with` is incomplete");
}

#[test]
fn an_open_form_is_refused() {
    let file = "services/tea/form.yaml";
    for (from, to, line, what) in [
        ("        maxLength: 20\n", "", 11, "`name` may grow without end, expected `maxLength`"),
        ("        minLength: 1\n", "", 11, "`name` is required but may be empty"),
        ("    maxItems: 3\n", "", 45, "`friends` may grow without end"),
        ("        uniqueItems: true\n", "", 35, "expected `uniqueItems: true`"),
        ("    additionalProperties: false\n", "", 5, "this is open"),
        ("    type: object\n", "", 5, "section `guest` is no object"),
    ] {
        let (_, found) = spoil(file, from, to);
        assert!(found.starts_with(&format!("api/catalog/{file}:{line}: ")), "{from}: {found}");
        assert!(found.contains(what), "{found}");
    }
}

#[test]
fn a_broken_checklist_is_told_with_its_line() {
    let file = "services/tea/checklist.yaml";
    finds(file, "key: spoon", "key: cup", "key `cup` stands here a second time");
    finds(file, "application/pdf", "text/html", "unknown media type `text/html`, expected one of image/jpeg");
    finds(file, "{ const: salt }", "{ const: pepper }", "unknown choice `pepper`");
    for (pointer, kind) in [("fetched_if: /guest/name", "boolean"), ("fetched_from: /guest/no", "string")] {
        let (_, found) = spoil(file, "  required: true\n", &format!("  required: true\n  {pointer}\n"));
        let pointer = pointer.replace(": ", " `");
        assert!(found.contains(&format!("{pointer}`, expected a {kind} of the form")), "{found}");
    }
    finds(
        file,
        "required_if: { required",
        "required_if: { minimum: x, required",
        "expected a valid JSON Schema",
    );
    finds(
        file,
        "required_if: { required: [guest]",
        "required_if: { required: guest",
        "expected a valid JSON Schema",
    );
    finds(file, "max_files: 2", "max_files: 0", "takes no file");
    finds(file, "required: true", "required: maybe", "");
    let (_, found) = spoil(file, "required: false", "required: true");
    assert!(found.starts_with("api/catalog/services/tea/checklist.yaml:5: `required_if` beside"), "{found}");
}

#[test]
fn a_broken_workflow_is_told_with_its_line() {
    let file = "workflows/simple.yaml";
    finds(
        file,
        "unit: working_day",
        "unit: hour",
        "unknown variant `hour`, expected one of working_day, day, month",
    );
    finds(file, "effective_from: 2014-01-17", "effective_from: 2014-13-17", "");
    finds(file, "  submitted: {", "  sent: {", "unknown variant `sent`");
    finds(file, "from: draft, ", "from: drift, ", "unknown variant `drift`");
    finds(
        file,
        "to: submitted, needs",
        "to: accepted, needs",
        "unknown state `accepted`, expected one of draft, submitted",
    );
    finds(
        file,
        "[reception, reviewer]",
        "[reception, cook]",
        "unknown role `cook`, expected citizen, system, reception",
    );
    finds(file, "[reception, reviewer]", "[system]", "`after` and `by: [system]` belong together");
    finds(file, "stops: [cooking]", "after: cooking", "`after` and `by: [system]` belong together");
    finds(file, "needs: [complete_form]", "needs: [luck]", "unknown variant `luck`");
    finds(file, "starts: cooking", "starts: eating", "unknown limit `eating`, expected one of cooking");
    finds(file, "action: pour", "action: drink", "unknown action `drink`, expected one of pour, submit");
    finds(
        file,
        "from: [submitted], action: pour, by: [reception",
        "from: draft, action: submit, by: [citizen",
        "answers the same as line",
    );
    finds(file, "waits_for: office", "waits_for: godot", "unknown variant `godot`");
    let (_, found) = spoil(file, "          maxLength: 9\n", "");
    assert!(found.starts_with("api/catalog/workflows/simple.yaml:16: `reason` may grow"), "{found}");
}

#[test]
fn sensitive_data_and_children_need_a_text_of_their_own() {
    let lacks = |result: Result<Vec<Service>, Mistake>, what: &str| {
        let found = result.err().expect("the mistake was not found").to_string();
        assert!(
            found.starts_with("api/catalog/services/tea/service.yaml:13: ") && found.contains(what),
            "{found}"
        );
    };
    let sensitive = |files: &mut Files| {
        let form = files.get_mut("services/tea/form.yaml").unwrap();
        *form = form.replacen("x-input: money", "x-input: money\n        x-sensitive: true", 1);
    };
    lacks(load(sensitive), "expected `consent.sensitive` with a text");
    let acting = |files: &mut Files| {
        let service = files.get_mut("services/tea/service.yaml").unwrap();
        let place = "representation: { applying_as: /guest/way, birth_date: /guest/day, name: /guest/name, \
             relation: /guest/way, may_collect: /guest/way, evidence: [] }\n";
        *service = service.replacen("title:", &format!("{place}title:"), 1);
    };
    let found = load(acting).err().expect("the mistake was not found").to_string();
    assert!(found.contains("expected `consent.guardian` with a text"), "{found}");
    let proved = |files: &mut Files| {
        acting(files);
        let service = files.get_mut("services/tea/service.yaml").unwrap();
        *service = service.replacen("evidence: []", "evidence: [rumor]", 1);
    };
    let found = load(proved).err().expect("the mistake was not found").to_string();
    assert!(found.contains("line of the checklist `rumor`"), "{found}");
}

#[test]
fn what_guards_a_matter_is_in_the_form() {
    let file = "services/tea/service.yaml";
    let with =
        |guarded: &str| spoil(file, "bookable: true\n", &format!("bookable: true\nguarded: {guarded}\n")).1;
    let place = "api/catalog/services/tea/service.yaml:8: ";
    let found = with("{ minors: [/guest/born] }");
    assert!(found.starts_with(&format!("{place}guarded.minors `/guest/born`, expected a field")), "{found}");
    let found = with("{ answers: [{ field: /guest/no, choices: [x] }] }");
    assert!(found.starts_with(&format!("{place}guarded.answers.field `/guest/no`")), "{found}");
    let found = with("{ answers: [{ field: /guest/way, choices: [by_magic] }] }");
    assert!(found.starts_with(&format!("{place}unknown choice of /guest/way `by_magic`")), "{found}");
    let found = with("{ grown: [/guest/day] }");
    assert!(found.starts_with(&format!("{place}unknown field `grown`")), "{found}");
}

#[test]
fn the_retention_table_forgets_no_kind_and_no_service() {
    let whole =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/retention.yaml")).unwrap();
    let catalog = crate::catalog::Catalog::load().unwrap();
    let read = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        let files = Files::from([("retention.yaml".to_owned(), whole.replacen(from, to, 1))]);
        retention(&files, &catalog.services).expect_err("the mistake was not found").to_string()
    };
    for (from, to, what) in [
        ("of: message", "of: sign_in", "nothing says how long Message is kept"),
        ("[judicial-assistance]", "[tea]", "unknown service `tea`"),
        ("key: sign_in", "key: message", "rule `message` stands there twice"),
        (
            "  - key: question_matter\n    of: matter",
            "  - key: question_matter\n    of: message",
            "no rule of matters fits",
        ),
        ("keep: { amount: 90", "keep: { amount: -90", "retention.yaml:"),
    ] {
        let found = read(from, to);
        assert!(found.contains(what), "expected {what:?} in: {found}");
    }
}
