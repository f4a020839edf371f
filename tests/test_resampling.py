"""Whole clusters are resampled, and weighted statistics are those of the rows written out."""

import numpy as np
import pandas as pd
import pytest

from sharing.resampling import resample_clusters, weigh_means, weigh_medians

CLUSTERS = pd.Series(["b", "a", "b", "c", "c", "c"])
VALUES = pd.Series([4.0, 1.0, -2.0, 8.0, 8.0, 3.0])


def write_out(weights: np.ndarray) -> list[np.ndarray]:
    return [np.repeat(VALUES.to_numpy(), row) for row in weights]


def test_a_cluster_comes_whole_and_as_many_come_as_there_are():
    weights = resample_clusters(CLUSTERS, 500, 1)
    assert weights.shape == (500, 6)
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, 3] == weights[:, 4]).all() and (weights[:, 3] == weights[:, 5]).all()
    assert (weights[:, [1, 0, 3]].sum(axis=1) == 3).all()


def test_every_cluster_comes_once_on_average_and_stays_away_as_often_as_chance_has_it():
    weights = resample_clusters(pd.Series(range(20)), 20_000, 2)
    assert weights.mean(axis=0) == pytest.approx(np.ones(20), abs=0.03)
    assert (weights == 0).mean() == pytest.approx((19 / 20) ** 20, abs=0.005)


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    first = resample_clusters(CLUSTERS, 50, 3)
    assert (first == resample_clusters(CLUSTERS, 50, 3)).all()
    assert (first != resample_clusters(CLUSTERS, 50, 4)).any()


def test_weights_do_not_depend_on_the_order_of_arrangements():
    turned = resample_clusters(CLUSTERS[::-1], 50, 3)
    assert (resample_clusters(CLUSTERS, 50, 3) == turned[:, ::-1]).all()


def test_no_arrangements_give_weights_of_no_width():
    assert resample_clusters(pd.Series([], dtype="str"), 7, 1).shape == (7, 0)
    assert np.isnan(weigh_medians(pd.Series([], dtype=float), np.zeros((7, 0), int))).all()
    assert np.isnan(weigh_means(pd.Series([], dtype=float), np.zeros((7, 0), int))).all()


def test_medians_and_means_are_those_of_the_rows_written_out():
    weights = resample_clusters(CLUSTERS, 300, 5)
    rows = write_out(weights)
    assert weigh_medians(VALUES, weights).tolist() == [np.median(row) for row in rows]
    assert weigh_means(VALUES, weights) == pytest.approx([row.mean() for row in rows])


def test_a_resample_that_holds_none_of_the_group_has_no_statistic():
    weights = np.array([[0, 0], [1, 2]])
    values = pd.Series([3.0, 9.0])
    assert np.isnan(weigh_medians(values, weights)[0]) and weigh_medians(values, weights)[1] == 9
    assert np.isnan(weigh_means(values, weights)[0]) and weigh_means(values, weights)[1] == 7
