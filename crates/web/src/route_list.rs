//! The list of pages with who may ask for each. The router is made from it, so that the two cannot differ, and the test
//! that walks every route as every role takes it from here.

use app::Permission;
use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{get, post},
};

use crate::state::WebState;

/// Who may ask for a page. The use case decides; the walk checks that it decides so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anybody,
    /// Whoever is signed in to a workspace.
    Signed,
    /// Whoever holds a permission there.
    May(Permission),
}

/// One method of one page.
#[derive(Debug, Clone)]
pub struct Route {
    /// GET or POST: pages know no other.
    pub method: Method,
    /// The pattern, such as `/goals/{goal_id}`.
    pub path: &'static str,
    /// Who may ask.
    pub who: Who,
}

/// The pages under construction.
#[derive(Default)]
pub struct Pages {
    router: Router<WebState>,
    list: Vec<Route>,
}

impl Pages {
    /// A page that shows.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.add(Method::GET, path, who, get(handler))
    }

    /// A form that changes.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.add(Method::POST, path, who, post(handler))
    }

    /// As [`Pages::post`], with another limit on the body: for uploads.
    #[must_use]
    pub fn post_up_to<H, T>(self, path: &'static str, who: Who, bytes: usize, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        let limited = post(handler).layer(axum::extract::DefaultBodyLimit::max(bytes));
        self.add(Method::POST, path, who, limited)
    }

    /// What a room adds.
    #[must_use]
    pub fn room(self, add: impl FnOnce(Self) -> Self) -> Self {
        add(self)
    }

    /// The list.
    #[must_use]
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The router of them all.
    pub fn into_router(self) -> Router<WebState> {
        self.router
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        who: Who,
        handler: axum::routing::MethodRouter<WebState>,
    ) -> Self {
        self.router = self.router.route(path, handler);
        self.list.push(Route { method, path, who });
        self
    }
}
