//! What a use case answers when it does not do what was asked.

/// One thing wrong with one field of the input. The caller turns `code` and `params` into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field in the form and in the API.
    pub field: String,
    /// Stable word, e.g. `required`.
    pub code: &'static str,
    /// Values for the sentence.
    pub params: Vec<(&'static str, String)>,
}

impl FieldError {
    /// A fault without values.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, params: Vec::new() }
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }
}

/// Collects every fault of an input, so that all are told at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// Notes a fault.
    pub fn push(&mut self, fault: FieldError) {
        self.0.push(fault);
    }

    /// Notes `code` on `field` unless `holds`.
    pub fn check(&mut self, holds: bool, field: &str, code: &'static str) {
        if !holds {
            self.push(FieldError::new(field, code));
        }
    }

    /// Takes the value, or notes the fault and gives `None`.
    pub fn take<T>(&mut self, outcome: std::result::Result<T, FieldError>) -> Option<T> {
        outcome.map_err(|fault| self.push(fault)).ok()
    }

    /// Trimmed text of 1 to `max` characters, or a noted fault.
    pub fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        self.check(!text.is_empty(), field, "required");
        let length = text.chars().count();
        if length > max {
            self.push(FieldError::new(field, "text_too_long").with("length", length).with("limit", max));
        }
        text.to_owned()
    }

    /// Whether anything was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// # Errors
    /// [`Error::Invalid`] when anything was noted.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or not in this workspace: the two are never told apart.
    #[error("not found")]
    NotFound,
    /// Not signed in, or the sign-in ran out.
    #[error("not signed in")]
    Unauthenticated,
    /// The actor may not do this.
    #[error("not permitted: {0}")]
    Forbidden(&'static str),
    /// The thing is in a state in which this cannot be done; the word says which.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The input is wrong; every fault is listed.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<FieldError>),
    /// Too many tries; the number says after how many seconds to come back.
    #[error("too many tries, again in {0} s")]
    RateLimited(u64),
    /// A network said no, or nothing.
    #[error(transparent)]
    Network(#[from] networks::Error),
    /// The database is busy: nothing was changed, trying again may help.
    #[error("the database is busy: {0}")]
    Unavailable(String),
    /// No room on the disk: nothing was changed, and nothing can be until somebody makes room.
    #[error("{0}; free some space, then it goes on by itself")]
    Full(String),
    /// The place where files are kept does not take or give them: nothing was changed, trying again later may help.
    #[error("where files are kept does not answer as it should: {0}")]
    Store(String),
    /// A fault of ours.
    #[error("internal: {0}")]
    Internal(String),
}

/// [`std::result::Result`] with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A fault on one field.
    pub fn field(field: impl Into<String>, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// Stable word for the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden(_) => "forbidden",
            Self::Conflict(code) => code,
            Self::Invalid(_) => "invalid",
            Self::RateLimited(_) => "rate_limited",
            Self::Network(error) => error.code(),
            Self::Unavailable(_) => "unavailable",
            Self::Full(_) => "disk_full",
            Self::Store(_) => "media_store",
            Self::Internal(_) => "internal",
        }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::Busy(_) => Self::Unavailable(error.to_string()),
            db::Error::Full(_) => Self::Full(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}

/// Turns the breach of a named unique constraint into a fault on a field.
pub trait OnConstraint<T> {
    /// `constraint` violated → `code` on `field`; every other error goes on as it is.
    ///
    /// # Errors
    /// The outcome's own.
    fn on_constraint(self, constraint: &str, field: &'static str, code: &'static str) -> Result<T>;
}

impl<T> OnConstraint<T> for db::Result<T> {
    fn on_constraint(self, constraint: &str, field: &'static str, code: &'static str) -> Result<T> {
        self.map_err(|error| match error {
            db::Error::Unique(name) if name == constraint => Error::field(field, code),
            other => other.into(),
        })
    }
}
