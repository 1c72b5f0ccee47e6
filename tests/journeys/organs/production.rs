//! A county's production, set up from nothing as deploy/README.md says.

use std::net::TcpListener;

use hechang_tests::{ask::Method, database::Db::Sqlite, process::Keeper};
use serde_json::{Value, json};

use super::importing::{EXAMPLE, said};

/// A port that is free now.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[tokio::test]
async fn a_county_is_set_up_from_nothing() {
    let mut keeper = Keeper::new(Sqlite).await;
    let ops = free();
    let keys = keeper.folder().join("keys.json").display().to_string();
    for (name, value) in [
        ("HECHANG_MODE", "production"),
        ("HECHANG_PUBLIC_URL", "https://12309.example.cn"),
        ("HECHANG_KEYS_FILE", &keys),
        ("HECHANG_SMS_URL", "https://sms.example.cn/send"),
        ("HECHANG_SMS_TOKEN", "a token"),
        ("HECHANG_TRUSTED_PROXIES", "127.0.0.1"),
        ("HECHANG_OPS_LISTEN", &ops),
    ] {
        keeper.set(name, value);
    }
    said(&keeper.run(&["keys", "new"]));
    said(&keeper.run(&["organs", "import", EXAMPLE]));
    let refused =
        keeper.run(&["staff", "add", "--username", "both", "--organ", "540502", "--roles", "admin,approver"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("for different people"));
    let first =
        said(&keeper.run(&["staff", "add", "--username", "gesang", "--organ", "540502", "--roles", "admin"]));
    let first = first.trim();

    let serving = keeper.serve(&free(), "12309.example.cn").await;
    let ask = |method: Method, path: &str| serving.ask(method, path);
    let centers = ask(Method::GET, "/api/v1/centers").await.expect(200).json();
    assert_eq!(centers["items"][0]["code"], "NDQ");
    ask(Method::GET, "/c/NDQ").page().await.expect(200);

    let bearer = |tokens: &Value| format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let login = json!({ "username": "gesang", "password": first });
    let tokens = ask(Method::POST, "/api/v1/auth/staff").json(&login).await.expect(200).json();
    let organs =
        |tokens: &Value| ask(Method::GET, "/api/v1/desk/organs").header("authorization", &bearer(tokens));
    organs(&tokens).await.expect_problem(403, "password_change_needed");
    let change = json!({ "password": first, "new_password": "a quiet otter" });
    let changing = ask(Method::POST, "/api/v1/me/password").header("authorization", &bearer(&tokens));
    changing.json(&change).await.expect(204);
    let login = json!({ "username": "gesang", "password": "a quiet otter" });
    let tokens = ask(Method::POST, "/api/v1/auth/staff").json(&login).await.expect(200).json();
    // From here on it is the console's: identity::factor goes that way to its end.
    organs(&tokens).await.expect_problem(403, "factor_needed");
    said(&keeper.run(&["audit", "verify"]));
}
