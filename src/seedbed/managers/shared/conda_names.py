"""The Python packages that many people take from conda-forge, by their names there.

Only these become requirements when somebody adds them to a conda manifest: a conda package that is
not here may be no Python package, as `cudatoolkit`, or another one than the package index has by
that name, as `graphviz`. A user adds to the table in `[tool.seedbed.conda-names]`.

Each was looked up in the names that Pixi itself goes by, made from the metadata in conda-forge's
packages: `files/v0/conda-forge/compressed_mapping.json` of parselmouth, as of 19 August 2026.
Where that names several packages, or none for a package without files of its own (`matplotlib`,
`typing-extensions`; about 20 in all), the one was taken that the recipe is named for.
Left out is what installs no metadata (`uv`, `vtk`), what has several builds under names of their
own (`faiss-cpu`, `tensorflow-gpu`), and what the package index has in another shape (`cupy`,
`pyqt`).
https://github.com/prefix-dev/parselmouth
https://github.com/conda-forge/feedstocks
"""

from __future__ import annotations


def python_name(conda: str) -> str:
    """What a package of conda-forge is called in Python's package index.

    Empty for one that is no Python package, or that is not known.
    """
    return _NAMES.get(conda, "")


def conda_name(python: str) -> str:
    """What a package of Python's package index is called in conda-forge, as far as is known."""
    return known_conda_name(python) or python


def known_conda_name(python: str) -> str:
    """The same; empty for one that is not known."""
    return next((conda for conda, name in _NAMES.items() if name == python), "")


def known_python_names() -> tuple[str, ...]:
    """All packages that are known, as Python's package index calls them."""
    return tuple(dict.fromkeys(_NAMES.values()))


_SAME = """
absl-py accelerate adjusttext adlfs aim aiohttp albumentations alembic alibi altair anndata
annotated-types anthropic anyio apache-airflow appdirs argcomplete argon2-cffi arrow arviz ase
asgiref astroid astropy asttokens async-timeout asyncpg attrs audioread auditwheel autogluon
autopep8 av awkward ax-platform azure-identity azure-storage-blob babel backcall bandit basedpyright
bayesian-optimization beartype beautifulsoup4 biopython bitsandbytes black blackjax blake3 bokeh
boto3 botocore botorch bottleneck bqplot brotlipy build bump2version cachetools captum cartopy
catboost cattrs cchardet celery certifi cffi cfgrib cftime chaospy chardet charset-normalizer chex
chromadb cibuildwheel clarabel cleanlab clearml click cloudpickle cma cmaes cmocean codecarbon
codecov codespell colorama colorcet colorlog comet-ml comm commitizen conda-lock configargparse
connectorx contextily contourpy cookiecutter copier coverage cryptography cssselect cvxopt cvxpy
cycler cython cytoolz dagster dash dask dask-expr dataclasses-json datasets datashader datatable
dateparser deap debugpy decorator decord deepdiff deepspeed deltalake diffrax diffusers dill
diskcache distributed django dm-haiku dm-tree docopt docutils dowhy dtreeviz duckdb dvc econml ecos
editables einops elasticsearch eli5 emcee equinox evaluate evidently execnet executing fabric
fairlearn faker fastai fastapi fastcore fastparquet filelock filterpy finufft fiona fire flake8
flake8-bugbear flake8-docstrings flaml flask flax flit folium fonttools freezegun frozenlist fsspec
ftfy furo future gcsfs gdown gemmi gensim geopandas geopy geoviews gitpython gluonts
google-api-python-client google-auth google-cloud-aiplatform google-cloud-bigquery
google-cloud-storage gpytorch gradio great-expectations greenlet grpcio grpcio-tools gspread
gunicorn gymnasium h5netcdf h5py hatch hatch-vcs hatchling haystack-ai hdbscan healpy hf-xet highspy
hmmlearn hnswlib holoviews html5lib httpcore httpx humanize hvplot hydra-core hyperopt hypothesis
hypothesis-jsonschema ibis-framework identify idna imageio imageio-ffmpeg imbalanced-learn imgaug
implicit importlib-metadata importlib-resources iniconfig intake interpret interpret-core
interrogate invoke ipdb ipykernel ipyleaflet ipympl ipyparallel ipython ipywidgets isort
itsdangerous jax jaxlib jaxtyping jedi jinja2 joblib jsonargparse jsonschema jupyter jupyter-book
jupyter-cache jupyter-lsp jupyterhub jupyterlab jupyterlab-git jupyterlab-lsp jupytext kafka-python
kagglehub keras kiwisolver kornia lancedb langchain langsmith lark libcst libpysal librosa lifelines
lightgbm lightning lime linkify-it-py llama-index llvmlite lmfit locket loguru luigi lxml lz4 mako
mapie markdown markdown-it-py markupsafe marshmallow matplotlib matplotlib-inline maturin mdanalysis
mdit-py-plugins mdtraj mechanize memray meson-python metpy missingno mistune mkdocs mkdocs-jupyter
mkdocs-material mkdocstrings mkdocstrings-python ml-collections mlflow mlflow-skinny mlxtend mne
modin more-itertools moto moviepy mpi4py mpl-scatter-density mpmath multidict multiprocess mypy
mysql-connector-python mysqlclient myst-nb myst-parser nanobind natsort nbclient nbconvert nbdime
nbformat nbmake nbqa nbsphinx nbstripout neptune nest-asyncio netcdf4 networkx neuralprophet
nevergrad ngboost nibabel nilearn nlopt nltk nodeenv notebook nox numba numcodecs numexpr numpy
numpy-financial numpy-stl numpydoc numpyro omegaconf onnx onnxruntime onnxscript open3d openai
opencv-python-headless openmm openpyxl opt-einsum optax optuna orbax-checkpoint ordered-set orjson
osmnx osqp packaging palettable pandarallel pandas pandas-datareader pandas-profiling pandas-stubs
pandera panel papermill param paramiko parso partd pathspec patsy pdfplumber pdm pdm-backend pdoc
peft pep8-naming pettingzoo pexpect phonopy photutils pickleshare pika pillow pingouin pint
pint-xarray pip-audit pip-tools pipx platformdirs plotly plotnine pluggy pmdarima poethepoet poetry
poetry-core polars pooch portalocker pre-commit pre-commit-hooks prefect progressbar2 prompt-toolkit
prophet protobuf psutil psycopg psycopg2 ptyprocess pulp py-cpuinfo pyarrow pyarrow-hotfix pybind11
pybullet pycaret pycocotools pycodestyle pycparser pycryptodome pydantic pydantic-core
pydantic-settings pydata-sphinx-theme pydicom pydocstyle pydot pydub pyfftw pyfiglet pyflakes pyglet
pygments pygraphviz pyinstaller pyjwt pykalman pylint pymatgen pymc pymongo pymoo pymupdf pymysql
pynndescent pynvml pyod pyodbc pyogrio pyomo pyopenssl pyparsing pypdf pyperclip pyproj pyqtgraph
pyreadstat pyresample pyright pyro-ppl pyrsistent pysal pyscipopt pyserial pyserial-asyncio pyside6
pysocks pyspark pytest pytest-asyncio pytest-benchmark pytest-cov pytest-datadir pytest-env
pytest-forked pytest-html pytest-httpserver pytest-mock pytest-mpl pytest-order pytest-profiling
pytest-qt pytest-randomly pytest-recording pytest-regressions pytest-rerunfailures pytest-socket
pytest-subtests pytest-sugar pytest-timeout pytest-xdist python-dateutil python-docx python-dotenv
python-json-logger python-levenshtein python-lsp-server python-magic python-multipart python-pptx
python-rapidjson python-slugify python-snappy python-socketio python-utils pytimeparse
pytorch-forecasting pytorch-ignite pytorch-lightning pytorch-metric-learning pytz pyupgrade pyvis
pyvista pywavelets pyyaml pyzmq quadprog quantstats questionary radon rapidfuzz rasterio rasterstats
rdkit regex reportlab requests requests-oauthlib responses rich rioxarray rope rouge-score rpy2
rtree ruff ruptures s3fs sacrebleu sacred safetensors safety salib satpy scalene scanpy scikit-bio
scikit-build scikit-build-core scikit-image scikit-learn scikit-learn-intelex scikit-optimize
scikit-posthocs scikit-surprise scipy scrapy scs seaborn segmentation-models-pytorch selenium
send2trash sentence-transformers sentencepiece sentry-sdk setproctitle setuptools setuptools-scm
shap shapely simple-parsing simpleitk simplejson siphon six skl2onnx sklearn-pandas skorch sktime
snorkel snowballstemmer sortedcontainers soupsieve spacy spglib sphinx sphinx-autobuild
sphinx-autodoc-typehints sphinx-book-theme sphinx-click sphinx-copybutton sphinx-design
sphinx-gallery sphinx-tabs sphinx-togglebutton sphinxcontrib-bibtex sphinxcontrib-mermaid sqlalchemy
sqlite-utils sqlmodel sqlparse stable-baselines3 starlette statsforecast statsmodels streamlit
stumpy submitit swifter sympy syrupy tabpfn tabulate taskipy tblib tenacity tensorboard
tensorboard-data-server tensorboard-plugin-wit tensorboardx tensorflow tensorflow-datasets
tensorflow-estimator tensorflow-hub tensorflow-metadata tensorflow-probability tensorly
tensorly-torch tensorstore termcolor terminado terminaltables textual tf2onnx threadpoolctl tifffile
tiktoken timm tinycss2 tokenizers toml tomli tomli-w tomlkit toolz torchaudio torchdata torchdiffeq
torchinfo torchmetrics torchsde torchtext torchvision tornado towncrier tox tpot tqdm traitlets
transformers trimesh trio trl tslearn twine typeguard typer types-python-dateutil types-pyyaml
types-requests types-setuptools types-six types-tabulate types-toml typing-extensions
typing-inspection tyro tzlocal ujson ultralytics umap-learn uncertainties unidecode urllib3 uvicorn
uvloop vaex vcrpy versioneer virtualenv vllm voila vulture wandb watchdog wcwidth webdataset
websocket-client websockets werkzeug wheel widgetsnbextension wordcloud wrapt xarray xarray-spatial
xesmf xformers xgboost xlrd xlsxwriter xlwt xmltodict yapf yarl ydata-profiling yellowbrick yfinance
zarr zeep zict zipp zstandard
"""
"""Called the same in both."""
_OTHER = """
brotli-python=brotli category_encoders=category-encoders cf_xarray=cf-xarray dask-core=dask
docker-py=docker factory_boy=factory-boy h3-py=h3 huggingface_hub=huggingface-hub
importlib_metadata=importlib-metadata importlib_resources=importlib-resources
ipython_genutils=ipython-genutils jupyter_client=jupyter-client jupyter_console=jupyter-console
jupyter_contrib_nbextensions=jupyter-contrib-nbextensions jupyter_core=jupyter-core
jupyter_server=jupyter-server jupyterlab_server=jupyterlab-server
jupyterlab_widgets=jupyterlab-widgets line_profiler=line-profiler matplotlib-base=matplotlib
memory_profiler=memory-profiler ml_dtypes=ml-dtypes mne-base=mne msgpack-python=msgpack
mypy_extensions=mypy-extensions opt_einsum=opt-einsum ortools-python=ortools
pdfminer.six=pdfminer-six prometheus_client=prometheus-client prompt_toolkit=prompt-toolkit
pure_eval=pure-eval py-opencv=opencv-python py-xgboost=xgboost pyproject_hooks=pyproject-hooks
pysoundfile=soundfile pytables=tables python-blosc=blosc python-blosc2=blosc2 python-build=build
python-confluent-kafka=confluent-kafka python-duckdb=duckdb python-fastjsonschema=fastjsonschema
python-flatbuffers=flatbuffers python-graphviz=graphviz python-igraph=igraph python-isal=isal
python-kaleido=kaleido python-kubernetes=kubernetes python-lmdb=lmdb python-pdfkit=pdfkit
python-tzdata=tzdata python-xxhash=xxhash python-zstd=zstd pytorch=torch
pytorch_cluster=torch-cluster pytorch_geometric=torch-geometric pytorch_scatter=torch-scatter
pytorch_sparse=torch-sparse quaternion=numpy-quaternion ray-core=ray redis-py=redis
ruamel.yaml=ruamel-yaml seaborn-base=seaborn smart_open=smart-open soxr-python=soxr
sphinx_rtd_theme=sphinx-rtd-theme stack_data=stack-data tensorflow-base=tensorflow
typing_extensions=typing-extensions typing_inspect=typing-inspect
"""
"""The conda name, and the one in the package index as `canonical` spells it."""

_NAMES = {name: name for name in _SAME.split()} | dict(pair.split("=") for pair in _OTHER.split())
