//! Tables that stand in the book, and in a draft in front of it: the frame that every subject of the book shares (Article 6,
//! origins, holds, notices).
//!
//! Invariants:
//! - The same type stands in the book and in front: what is in front counts first.
//! - In front everything can be taken back to the last savepoint; in the book everything is for good.
//! - A draft has no tables of a subject that none of its entries is about: who never asks pays a look at a null pointer.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `layer` | a table by key |
//! | `ascending` | values under ascending numbers |
//! | `intervals`, `said` | what is said of numbers in a row, and a table of that by key |
//! | `tables` | the tables of a subject, out of their names and types |
//! | `rows` | tables as rows, for the book's snapshot |
//!
//! What the tables mean is the business of each subject.

pub(crate) mod ascending;
pub(crate) mod intervals;
mod layer;
pub(crate) mod rows;
mod said;
mod tables;

use std::borrow::Borrow;
use std::hash::Hash;

pub(crate) use layer::Layer;
pub(crate) use said::{Said, SaidView};
pub(crate) use tables::tables;

/// The tables of one subject.
pub(crate) trait Subject: Default {
    /// From here on changes can be taken back.
    fn savepoint(&mut self);
    /// Takes back what changed since the savepoint.
    fn rollback(&mut self);
    /// Takes in what a draft changed, once it is durable.
    fn merge(&mut self, front: Self);
}

/// The tables to be read: the book's, and those of a draft in front of it if there are some.
#[derive(Debug)]
pub(crate) struct View<'a, T> {
    pub(crate) back: &'a T,
    pub(crate) front: Option<&'a T>,
}

impl<T> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for View<'_, T> {}

impl<'a, T> View<'a, T> {
    /// The book's alone.
    pub(crate) fn of_book(back: &'a T) -> Self {
        Self { back, front: None }
    }

    /// What a layer holds under a key.
    pub(crate) fn get<K, V, Q>(self, layer: impl Fn(&'a T) -> &'a Layer<K, V>, key: &Q) -> Option<&'a V>
    where
        K: Hash + Eq + Clone + Borrow<Q> + 'a,
        Q: Hash + Eq + ?Sized,
    {
        self.front.and_then(|front| layer(front).get(key)).or_else(|| layer(self.back).get(key))
    }

    /// How many keys a layer has whose keys are set once: what stands in front is new.
    pub(crate) fn count<K: Hash + Eq + Clone, V>(self, layer: impl Fn(&T) -> &Layer<K, V>) -> usize {
        layer(self.back).len() + self.front.map_or(0, |front| layer(front).len())
    }
}

/// The tables to be changed: the book's for good, or a draft's.
#[derive(Debug)]
pub(crate) struct ViewMut<'a, T> {
    pub(crate) tables: &'a mut T,
    /// What the tables stand in front of; none if they are the book's.
    pub(crate) back: Option<&'a T>,
}

impl<'a, T> ViewMut<'a, T> {
    /// The book's.
    pub(crate) fn of_book(tables: &'a mut T) -> Self {
        Self { tables, back: None }
    }

    /// The same to be read.
    pub(crate) fn view(&self) -> View<'_, T> {
        match self.back {
            Some(back) => View { back, front: Some(&*self.tables) },
            None => View::of_book(&*self.tables),
        }
    }

    /// Whether it is a draft that changes.
    pub(crate) fn is_in_front(&self) -> bool {
        self.back.is_some()
    }

    /// Sets what a layer holds under a key.
    pub(crate) fn set<K: Hash + Eq + Clone, V>(
        &mut self,
        layer: impl FnOnce(&mut T) -> &mut Layer<K, V>,
        key: K,
        value: V,
    ) {
        let (in_front, layer) = (self.is_in_front(), layer(self.tables));
        if in_front { layer.set(key, value) } else { layer.settle(key, value) }
    }

    /// Says a value of the numbers of a key, or none any more.
    pub(crate) fn say<K: Hash + Eq + Copy, V: Copy + PartialEq>(
        &mut self,
        said: impl FnOnce(&mut T) -> &mut Said<K, V>,
        key: K,
        (first, last): (u64, u64),
        value: Option<V>,
    ) {
        let (in_front, said) = (self.is_in_front(), said(self.tables));
        if in_front { said.say(key, first, last, value) } else { said.settle(key, first, last, value) }
    }
}

/// The tables of a draft: none while no entry of it is about their subject.
#[derive(Debug, Default)]
pub(crate) struct Front<T>(Option<Box<T>>);

impl<T: Subject> Front<T> {
    /// To be read, in front of the book's.
    pub(crate) fn over<'a>(&'a self, back: &'a T) -> View<'a, T> {
        View { back, front: self.0.as_deref() }
    }

    /// To be changed, in front of the book's.
    pub(crate) fn change<'a>(&'a mut self, back: &'a T) -> ViewMut<'a, T> {
        ViewMut { tables: self.0.get_or_insert_default(), back: Some(back) }
    }

    /// From here on changes can be taken back.
    pub(crate) fn savepoint(&mut self) {
        if let Some(tables) = &mut self.0 {
            tables.savepoint();
        }
    }

    /// Takes back what changed since the savepoint.
    pub(crate) fn rollback(&mut self) {
        if let Some(tables) = &mut self.0 {
            tables.rollback();
        }
    }

    /// Gives the book what a draft changed, once it is durable.
    pub(crate) fn settle_in(self, back: &mut T) {
        if let Some(tables) = self.0 {
            back.merge(*tables);
        }
    }
}
