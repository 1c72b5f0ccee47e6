//! Everybody who asks, with a letter each.

use hechang::{
    identity::{
        actor::Role,
        staff::{self, NewStaff},
    },
    organs,
    platform::change::{Author, Event},
};
use hechang_tests::{
    ask::Method,
    browser::Browser,
    people::{Person, code_sent_to, login, sign_in},
    town::Town,
};
use serde_json::Value;

/// Who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Stranger,
    Citizen,
    Staff,
}

/// Somebody, by API and in a browser.
pub struct Actor<'a> {
    /// `?` a stranger; `c` the citizen whose matter it is, `o` another; of the city's staff `r` reception, `h` handler, `a` approver, `f`
    /// finance, `p` partner, `k` custodian, `u` auditor, `m` administrator; of another county's `R` reviewer, `M` administrator.
    pub letter: char,
    pub kind: Kind,
    pub person: Option<Person<'a>>,
    pub browser: Browser<'a>,
    /// What the browser's forms carry.
    pub token: String,
}

pub const LETTERS: &str = "?corhafpkumRM";
pub const OWNER: &str = "13800000001";
const OTHER: &str = "13800000002";
const CITY: &str = "540500";
const COUNTY: &str = "540527";

/// All of them, signed in.
pub async fn cast(town: &Town) -> Vec<Actor<'_>> {
    add_keeper(town).await;
    let mut all = Vec::new();
    for letter in LETTERS.chars() {
        all.push(actor(town, letter).await);
    }
    all
}

/// Somebody, signed in anew.
pub async fn actor(town: &Town, letter: char) -> Actor<'_> {
    let browser = town.browser("en");
    match letter {
        '?' => {
            let token = token(&browser, "/sign-in").await;
            Actor { letter, kind: Kind::Stranger, person: None, browser, token }
        }
        'c' | 'o' => {
            let phone = if letter == 'c' { OWNER } else { OTHER };
            let page = browser.open("/sign-in").await.expect(200);
            let page = browser.send(&page, "/sign-in", &[("phone", phone)]).await.expect(200);
            let code = code_sent_to(town, phone).await;
            browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
            let (person, token) = (Some(town.citizen(phone).await), token(&browser, "/me").await);
            Actor { letter, kind: Kind::Citizen, person, browser, token }
        }
        _ => {
            let (name, password) = login_of(town, letter);
            let page = browser.open("/console/sign-in").await.expect(200);
            let fields = [("username", name.as_str()), ("password", password.as_str())];
            browser.send(&page, "/console/sign-in", &fields).await.expect(200);
            let person = Some(sign_in(town, &name, &password).await);
            let token = token(&browser, "/console/account").await;
            Actor { letter, kind: Kind::Staff, person, browser, token }
        }
    }
}

/// What a page's forms carry against forgery.
async fn token(browser: &Browser<'_>, page: &str) -> String {
    let page = browser.open(page).await.expect(200).text();
    let (_, rest) = page.split_once("name=\"_csrf\" value=\"").expect("a form");
    rest.split_once('"').unwrap().0.replace("&#x2f;", "/")
}

fn role(letter: char) -> Role {
    match letter.to_ascii_lowercase() {
        'r' if letter == 'R' => Role::Reviewer,
        'r' => Role::Reception,
        'h' => Role::Reviewer,
        'a' => Role::Approver,
        'f' => Role::Finance,
        'p' => Role::Partner,
        'k' => Role::Custodian,
        'u' => Role::Auditor,
        'm' => Role::Admin,
        other => panic!("{other} is nobody"),
    }
}

const KEEPER: (&str, &str) = ("keeper-540527", "a wall of prayer flags in the wind");

fn login_of(town: &Town, letter: char) -> (String, String) {
    if letter == 'M' {
        return (KEEPER.0.to_owned(), KEEPER.1.to_owned());
    }
    let organ = if letter.is_uppercase() { COUNTY } else { CITY };
    let login = login(town, role(letter), organ);
    let text = |name: &str| Value::as_str(&login[name]).unwrap().to_owned();
    (text("username"), text("password"))
}

/// An administrator of the other county.
async fn add_keeper(town: &Town) {
    let password = staff::password(KEEPER.1.to_owned()).await.unwrap();
    let change = town.app().change(Author::System).await.unwrap();
    let organ = organs::service::organ_by_code(change.db(), COUNTY).await.unwrap();
    let username = KEEPER.0.to_owned();
    let new = NewStaff {
        username,
        password,
        organ_id: organ.id,
        department_id: None,
        roles: vec![Role::Admin],
        holder: None,
    };
    staff::add(&change, new).await.unwrap();
    change.commit(Event::new("test.prepared", organ.id), ()).await.unwrap();
}

impl Actor<'_> {
    /// A request by API.
    pub fn by_api(&self, town: &Town, method: Method, path: &str) -> hechang_tests::ask::Ask {
        match &self.person {
            Some(person) => person.ask(method, path),
            None => town.ask(method, path),
        }
    }
}
