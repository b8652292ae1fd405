#!/usr/bin/env python3
"""Computes what standardised features and Mahalanobis' distance must give, by scikit-learn and scipy.

    python3 tests/peers/make_fitted.py
"""

import numpy as np
from make_expected import Set, distribution
from scipy.spatial.distance import cdist
from sklearn.preprocessing import MinMaxScaler, StandardScaler



def numbers(random, *shape):
    return random.normal(size=shape).round(3)


random = np.random.default_rng(71)
q, k, v = numbers(random, 6, 4), numbers(random, 30, 4), numbers(random, 30, 2)
k = (k @ numbers(random, 4, 4)).round(3)
k[:, 1] += 1000
q[:, 1] += 1000
k[:, 2], q[:, 2] = k[:, 2] * 1e5, q[:, 2] * 1e5
q[:, 3], k[:, 3] = q[:, 3] + 2, 2.5  # constant among the keys
s = Set("fitted", q=q, k=k, v=v)
files = "-q q.csv -k k.csv"
for word, scaler in [("zscore", StandardScaler()), ("minmax", MinMaxScaler())]:
    scaler.fit(k)
    scores = -cdist(scaler.transform(q), scaler.transform(k))
    flags = f"--quiet --standardize={word} -f l2"
    s.case(word, f"similarity {flags} {files}", scores)
    s.case(word, f"similarity --quiet --precision=single --standardize={word} -f l2 {files}", scores,
           1e-3, 1e-3)
    s.case(f"{word}-keys", f"context {flags} {files}", distribution(scores) @ k, 1e-11)
    s.case(f"{word}-context", f"context {flags} {files} -v v.csv", distribution(scores) @ v, 1e-11)
    inside = scaler.transform(k)
    s.case(f"{word}-self", f"context {flags} -q k.csv", distribution(-cdist(inside, inside)) @ k,
           1e-11)
some = [0, 1, 2]
scores = -cdist(q[:, some], k[:, some], "mahalanobis", VI=np.linalg.inv(np.cov(k[:, some].T)))
flags = "-f mahalanobis --columns=1-3"
s.case("mahalanobis", f"similarity {flags} {files}", scores, 1e-10)
s.case("mahalanobis", f"similarity --precision=single {flags} {files}", scores, 1e-3, 1e-3)
s.case("mahalanobis", f"similarity {flags} --kernel=reference {files}", scores, 1e-10)
s.case("mahalanobis-context", f"context {flags} {files} -v v.csv", distribution(scores) @ v, 1e-10)
s.close()
