//! Requests that make no sense are answered in JSON and in the shape older clients know.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::bed::{Bed, GOOD};

#[tokio::test]
async fn an_unknown_route_or_method_is_said_in_json() {
    let bed = Bed::new().await;
    let stranger = bed.stranger();
    let answer = stranger.get("/api/nothing").await.expect(StatusCode::NOT_FOUND);
    assert_eq!(answer["detail"], "Not Found");
    let answer = stranger.delete("/api/auth/login").await;
    assert_eq!(answer.headers["allow"], "POST");
    let body = answer.expect(StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(body["detail"], "Method Not Allowed");
}

#[tokio::test]
async fn an_error_has_the_members_of_a_problem_beside_the_old_shape() {
    let bed = Bed::new().await;
    let answer = bed.signed_up("ada").await.get("/api/apps/nothing1").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.headers["vary"], "accept");
    let expected = json!({
        "detail": {"code": "NOT_FOUND", "message": "app not found", "details": null},
        "type": "/docs/errors#NOT_FOUND",
        "title": "There is no such thing, or it is somebody else's",
        "status": 404,
    });
    assert_eq!(answer.expect(StatusCode::NOT_FOUND), expected);
    let page = bed.stranger().get("/docs/errors").await.expect(StatusCode::OK);
    assert!(page.as_str().unwrap().contains("<tr id=\"NOT_FOUND\">"));
}

#[tokio::test]
async fn a_client_that_accepts_problem_documents_gets_one_with_the_old_shape_inside() {
    let bed = Bed::new().await;
    let ask = async |path: &str| {
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("accept", "application/problem+json")
            .body(Body::from("{}"))
            .unwrap();
        bed.stranger().request(request).await
    };
    let answer = ask("/api/auth/login").await;
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let body = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(body["detail"], "body.username: Field required");
    assert_eq!(
        body["error"],
        json!([{"loc": ["body", "username"], "msg": "Field required", "type": "missing"}])
    );
    let body = ask("/api/apps").await.expect(StatusCode::FORBIDDEN);
    assert_eq!(
        (&body["detail"], &body["type"]),
        (
            &json!("Not authenticated"),
            &json!("/docs/errors#NOT_AUTHENTICATED")
        )
    );
}

#[tokio::test]
async fn d27_what_the_framework_refuses_has_the_same_shape() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let body = ada.get("/api/apps/%ff").await.expect(StatusCode::NOT_FOUND);
    assert_eq!(body["type"], "/docs/errors#NOT_FOUND");
    let body = ada.get("/api/events").await;
    assert!(body.status.is_client_error(), "{}", body.status);
    assert!(body.body["detail"].is_string(), "{}", body.body);
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_said_with_its_place() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let malformed = ada.send("POST", "/api/apps", "{\"name\": ".into()).await;
    let body = malformed.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (&body["detail"][0]["loc"], &body["detail"][0]["type"]),
        (&json!(["body"]), &json!("json_invalid"))
    );
    let missing = ada.post("/api/apps", json!({"code": GOOD})).await;
    let body = missing.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let expected = json!([{"loc": ["body", "name"], "msg": "Field required", "type": "missing"}]);
    assert_eq!(body["detail"], expected);
    let surrogate = ada
        .send("POST", "/api/apps", r#"{"name": "x", "code": "\ud800"}"#.into())
        .await;
    surrogate.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = ada.get("/api/apps/abcd1234/logs?tail_lines=many").await;
    assert_eq!(
        wrong.expect(StatusCode::UNPROCESSABLE_ENTITY)["detail"][0]["loc"],
        json!(["query"])
    );
}

#[tokio::test]
async fn a_list_is_not_read_as_the_fields_of_an_object() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let answer = ada.post("/api/apps", json!(["demo", GOOD])).await;
    let body = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(body["detail"][0]["msg"], "must be an object");
}

#[tokio::test]
async fn a_body_too_large_is_refused() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let answer = ada
        .send("POST", "/api/apps", "x".repeat(5 * 1024 * 1024).into())
        .await;
    assert_eq!(
        answer.refusal(StatusCode::PAYLOAD_TOO_LARGE).0,
        "PAYLOAD_TOO_LARGE"
    );
}

#[tokio::test]
async fn d27_input_that_crashed_the_old_platform_is_answered() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    for code in [
        "-".repeat(20_000) + "1",
        "a".to_owned() + &".b".repeat(20_000),
        "[".repeat(100_000),
    ] {
        let answer = ada.post("/api/apps/validate", json!({"code": code})).await;
        assert_eq!(answer.expect(StatusCode::OK)["valid"], false);
    }
}

#[tokio::test]
async fn other_origins_may_call_and_every_answer_has_an_id() {
    let bed = Bed::with(|settings| settings.embedded = false).await;
    let request = Request::builder()
        .uri("/health")
        .header("origin", "https://example.org")
        .body(Body::empty())
        .unwrap();
    let answer = bed.stranger().request(request).await;
    assert_eq!(
        answer.headers["access-control-allow-origin"],
        "https://example.org"
    );
    assert!(!answer.headers.contains_key("access-control-allow-credentials"));
    assert!(!answer.headers.contains_key("set-cookie"));
    assert_eq!(answer.headers["x-request-id"].len(), 24);
}

#[tokio::test]
async fn a_local_server_refuses_pages_from_elsewhere() {
    let bed = Bed::new().await;
    for (name, value) in [
        ("origin", "https://example.org"),
        ("host", "rebound.example.org:8700"),
    ] {
        let request = Request::builder()
            .method("POST")
            .uri("/api/auth/signup")
            .header(name, value)
            .body(Body::from(
                r#"{"username":"eve","email":"eve@example.org","password":"a fine password"}"#,
            ))
            .unwrap();
        let answer = bed.stranger().request(request).await;
        assert_eq!(answer.refusal(StatusCode::FORBIDDEN).0, "LOCAL_ONLY");
    }
    assert_eq!(bed.platform.store.count_users().await.unwrap(), 0);
}

#[tokio::test]
async fn the_server_says_who_and_how_it_is() {
    let bed = Bed::new().await;
    let root = bed.stranger().get("/").await.expect(StatusCode::OK);
    assert!(root["message"].is_string() && root["version"].is_string());
    let health = bed.stranger().get("/health").await.expect(StatusCode::OK);
    assert_eq!(health["status"], "healthy");
    assert_eq!(health["database"], "connected");
    assert_eq!(health["instance"], "instance-1");
    assert_eq!(
        (health["store"].as_str(), health["runtime"].as_str()),
        (Some("sqlite"), Some("local"))
    );
    assert!(health["templates"].as_u64() >= Some(12));
}
