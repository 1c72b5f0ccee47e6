//! Figures about requests, by the pattern of their route: never by address, person or parameter.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

use crate::error::Internal;

const REQUESTS: &str = "hechang_http_requests_total";
const SECONDS: &str = "hechang_http_request_seconds";
const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const UPKEEP: Duration = Duration::from_secs(5);

/// The recorder is one for the whole process.
static RECORDER: LazyLock<Result<PrometheusHandle, BuildError>> = LazyLock::new(|| {
    let handle = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
    metrics::describe_counter!(REQUESTS, "Answered requests by method, route and status");
    metrics::describe_histogram!(SECONDS, "Seconds from a request to its answer");
    Ok(handle)
});

/// Installs the recorder and keeps its memory small, until the program ends.
pub async fn keep() {
    let recorder = match &*RECORDER {
        Ok(recorder) => recorder,
        Err(error) => return tracing::error!(%error, "requests can't be measured"),
    };
    loop {
        recorder.run_upkeep();
        tokio::time::sleep(UPKEEP).await;
    }
}

/// All figures as text.
pub fn render() -> Result<String, Internal> {
    RECORDER.as_ref().map(PrometheusHandle::render).map_err(|error| Internal::msg(error.to_string()))
}

/// Middleware: counts and times every answer.
pub async fn measure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let (begun, method) = (Instant::now(), known(request.method()));
    let answer = next.call(request).await;
    let (route, status) = match &answer {
        Ok(answer) => (answer.request().match_pattern(), answer.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    let route = route.unwrap_or_else(|| "none".to_owned());
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.as_u16().to_string())
        .increment(1);
    metrics::histogram!(SECONDS, "method" => method, "route" => route).record(begun.elapsed());
    answer
}

/// A caller may send any word as a method; each word would be a new row.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
