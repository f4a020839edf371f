"""What councils save by sharing services: from a register of reports to the findings of an edition.

Data flows one way through the package: ``register`` reads and validates the raw tables,
``authorities`` places the partners, ``savings`` turns reports into one comparable saving,
``edition`` keeps what was known by a year, ``intervals`` and ``models`` estimate, ``results``
collects what an edition found, ``charts`` and ``figure`` show it. Notebooks call these modules;
``notebooks`` and ``site`` run the notebooks and compile the book; ``cli`` is the command line.
"""
