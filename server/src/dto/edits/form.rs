//! The forms of edits, as the description of the API states them: the member `op` beside those of the operation.

use std::borrow::Cow;

use utoipa::openapi::schema::{
    AdditionalProperties, Discriminator, Object, ObjectBuilder, OneOfBuilder, Schema, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::{OP, Operation};

/// An edit of a changeset.
pub(crate) enum EditForm {}

impl PartialSchema for EditForm {
    fn schema() -> RefOr<Schema> {
        let forms = operations();
        let reference = |(op, _): &(String, Object)| Ref::from_schema_name(component(op));
        let mapping = forms
            .iter()
            .map(|form| (form.0.clone(), reference(form).ref_location));
        let mut edit = OneOfBuilder::new()
            .description(Some("An edit: `op` names the operation."))
            .discriminator(Some(Discriminator::with_mapping(OP, mapping)));
        for form in &forms {
            edit = edit.item(reference(form));
        }
        edit.into()
    }
}

impl ToSchema for EditForm {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Edit")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Operation::schemas(schemas);
        let named = operations().into_iter();
        schemas.extend(named.map(|(op, form)| (component(&op), Schema::Object(form).into())));
    }
}

fn component(op: &str) -> String {
    format!("Edit.{op}")
}

/// The name and the form of each operation, made from the form of the enumeration, which names it from outside.
fn operations() -> Vec<(String, Object)> {
    let RefOr::T(Schema::OneOf(outside)) = Operation::schema() else {
        return Vec::new();
    };
    let named = outside.items.into_iter().filter_map(|item| match item {
        RefOr::T(Schema::Object(object)) => inside(object),
        _ => None,
    });
    named.collect()
}

/// `{"move_node": {"tier": …}}` as `{"op": "move_node", "tier": …}`.
fn inside(outside: Object) -> Option<(String, Object)> {
    let (op, form) = outside.properties.into_iter().next()?;
    let RefOr::T(Schema::Object(mut form)) = form else {
        return None;
    };
    let name = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([op.clone()]));
    form.properties.insert(OP.to_owned(), name.into());
    form.required.push(OP.to_owned());
    form.description = outside.description;
    form.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    Some((op, form))
}
