//! Those who ask a process of its own.

use hechang_tests::{
    ask::{Ask, Method},
    process::Process,
};
use serde_json::{Value, json};

/// Somebody who is signed in.
pub struct Caller {
    tokens: Value,
}

impl Caller {
    /// A citizen, signed in by a one-time code. The phone stands in no address.
    pub async fn citizen(process: &Process, phone: &str) -> Self {
        let asked = json!({ "phone": phone });
        let asked = process.ask(Method::POST, "/api/v1/auth/otp").json(&asked).await.expect(202).json();
        let sent = process.ask(Method::GET, "/sandbox/messages.json").await.expect(200).json();
        let to = |message: &&Value| message["to"] == phone && message["params"]["code"].is_string();
        let code = sent["items"].as_array().unwrap().iter().find(to).unwrap()["params"]["code"].clone();
        let answer = json!({ "challenge_id": asked["challenge_id"], "code": code });
        let verify = process.ask(Method::POST, "/api/v1/auth/otp/verify").json(&answer);
        Self { tokens: verify.await.expect(200).json() }
    }

    /// A member of the city's staff with this role alone.
    pub async fn staff(process: &Process, role: &str) -> Self {
        let demo = process.demo().unwrap();
        let fits = |login: &&Value| login["roles"] == json!([role]) && login["organ_code"] == json!("540500");
        let login = demo["staff"].as_array().unwrap().iter().find(fits).unwrap();
        let login = json!({ "username": login["username"], "password": login["password"] });
        let tokens = process.ask(Method::POST, "/api/v1/auth/staff").json(&login).await.expect(200).json();
        Self { tokens }
    }

    /// A request with this person's token.
    pub fn ask(&self, process: &Process, method: Method, path: &str) -> Ask {
        process.ask(method, path).header("authorization", &self.bearer())
    }

    /// The header of a request.
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.tokens["access_token"].as_str().unwrap())
    }

    /// What the next access token is got with.
    pub fn refresh_token(&self) -> &str {
        self.tokens["refresh_token"].as_str().unwrap()
    }
}
