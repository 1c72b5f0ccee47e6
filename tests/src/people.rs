//! Those who ask: citizens and staff, signed in as in life.

use std::{
    fs,
    sync::atomic::{AtomicU32, Ordering},
};

use chrono::{Days, NaiveDate};
use hechang::{catalog::resident_check_sign, identity::actor::Role};
use serde_json::{Value, json};

use crate::{
    ask::{Ask, Method},
    town::Town,
};

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person<'a> {
    town: &'a Town,
    /// The `Tokens` of the contract.
    pub tokens: Value,
}

impl<'a> Person<'a> {
    /// Somebody with these tokens.
    pub fn of(town: &'a Town, tokens: Value) -> Self {
        Self { town, tokens }
    }
}

impl Person<'_> {
    /// A request with this person's bearer token.
    pub fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    /// See [`Self::get`].
    pub fn post(&self, path: &str) -> Ask {
        self.ask(Method::POST, path)
    }

    /// See [`Self::get`].
    pub fn put(&self, path: &str) -> Ask {
        self.ask(Method::PUT, path)
    }

    /// See [`Self::get`].
    pub fn delete(&self, path: &str) -> Ask {
        self.ask(Method::DELETE, path)
    }

    /// See [`Self::get`].
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        self.town.ask(method, path).header("authorization", &self.bearer())
    }

    /// The `Authorization` header of this person's requests.
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.tokens["access_token"].as_str().expect("an access token"))
    }
}

/// The newest one-time code that was sent to a phone, as the sandbox shows it.
pub async fn code_sent_to(town: &Town, phone: &str) -> String {
    let messages = town.get(&format!("/sandbox/messages.json?to={phone}")).await.expect(200).json();
    let mut newest = messages["items"].as_array().expect("messages").iter();
    let code = newest.find_map(|message| message["params"]["code"].as_str());
    code.expect("a message with a code").to_owned()
}

pub(crate) async fn citizen<'a>(town: &'a Town, phone: &str) -> Person<'a> {
    let asked = town.post("/api/v1/auth/otp").json(&json!({ "phone": phone })).await.expect(202).json();
    let answer = json!({ "challenge_id": asked["challenge_id"], "code": code_sent_to(town, phone).await });
    let tokens = town.post("/api/v1/auth/otp/verify").json(&answer).await.expect(200).json();
    Person { town, tokens }
}

/// Signs in with a login of one's own.
pub async fn sign_in<'a>(town: &'a Town, username: &str, password: &str) -> Person<'a> {
    let login = json!({ "username": username, "password": password });
    let tokens = town.post("/api/v1/auth/staff").json(&login).await.expect(200).json();
    Person { town, tokens }
}

pub(crate) async fn staff<'a>(town: &'a Town, role: Role, organ: &str) -> Person<'a> {
    let login = login(town, role, organ);
    let (username, password) = (login["username"].as_str(), login["password"].as_str());
    sign_in(town, username.expect("a name"), password.expect("a password")).await
}

/// The login that the demonstration made for a role at an organ, with one role only where there is such.
pub fn login(town: &Town, role: Role, organ: &str) -> Value {
    let file = fs::read(town.folder().join("demo.json")).expect("demo.json in the data folder");
    let demo: Value = serde_json::from_slice(&file).expect("demo.json is JSON");
    let role = json!(role);
    let fits = |login: &&Value| {
        login["organ_code"] == organ && login["roles"].as_array().is_some_and(|roles| roles.contains(&role))
    };
    let mut logins: Vec<_> = demo["staff"].as_array().expect("staff logins").iter().filter(fits).collect();
    logins.sort_by_key(|login| login["roles"].as_array().map_or(0, Vec::len));
    (*logins.first().unwrap_or_else(|| panic!("demo.json has no {role} at {organ}"))).clone()
}

/// A resident identity number that nobody had before in this run.
pub fn resident_id() -> String {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let number = GIVEN.fetch_add(1, Ordering::Relaxed);
    let born = NaiveDate::from_ymd_opt(1950, 1, 1).expect("a day") + Days::new((number / 1000).into());
    let body = format!("540502{}{:03}", born.format("%Y%m%d"), number % 1000);
    let sign = resident_check_sign(&body).expect("17 digits");
    format!("{body}{sign}")
}
